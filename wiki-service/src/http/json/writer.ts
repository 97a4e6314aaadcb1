/** A growing UTF-8 text outside of the heap, so that an echo of megabytes is not garbage to collect piece by piece. */
export class Utf8Writer {
  #bytes: Buffer
  #length = 0

  /** @param expected likely length in bytes */
  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(expected, 64))
  }

  get length(): number {
    return this.#length
  }

  text(value: string): void {
    // A UTF-16 unit takes at most three bytes.
    this.#reserve(value.length * 3)
    this.#length += this.#bytes.write(value, this.#length, 'utf8')
  }

  copy(source: Buffer, start: number, end: number): void {
    this.#reserve(end - start)
    this.#length += source.copy(this.#bytes, this.#length, start, end)
  }

  /** A view, valid until the next write. */
  view(start = 0): Buffer {
    return this.#bytes.subarray(start, this.#length)
  }

  truncate(length: number): void {
    this.#length = Math.min(length, this.#length)
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + more))
    this.#bytes.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}
