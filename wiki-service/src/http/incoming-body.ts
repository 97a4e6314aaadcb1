export const maxBodyBytes = 4 * 1024 * 1024

/** A larger body waits for room for all of it. */
const largeBodyBytes = 64 * 1024

/** Of a body whose end is not known, or not near. */
const smallestBlock = 4 * 1024

/**
 * A body while it comes, in blocks of its own: a chunk of one byte costs some hundred bytes, and the client decides how many there are.
 */
export class IncomingBody {
  readonly #announced: number
  readonly #blocks: Buffer[] = []
  #block: Buffer = Buffer.alloc(0)
  #used = 0
  #size = 0
  #held = 0
  #hasRoom = false

  /** @param announced its length, if known */
  constructor(announced: number | undefined) {
    this.#announced = announced ?? maxBodyBytes
  }

  static isLarge(bytes: number): boolean {
    return bytes > largeBodyBytes
  }

  get isTooLarge(): boolean {
    return this.#announced > maxBodyBytes || this.#size > maxBodyBytes
  }

  /** Its beginning is here, and room for the rest is to be found before that comes. */
  get wantsRoom(): boolean {
    return !this.#hasRoom && IncomingBody.isLarge(this.#size)
  }

  /** Bytes that the rest will take. */
  get missingRoom(): number {
    return Math.max(0, this.#announced - this.#held)
  }

  /** @returns bytes that are held now and were not before */
  take(chunk: Buffer): number {
    const before = this.#held
    this.#size += chunk.length
    if (this.isTooLarge) return 0
    // All at once, as most come.
    if (chunk.length === this.#announced) this.#hold(chunk)
    else for (let at = 0; at < chunk.length;) at += this.#copy(chunk, at)
    return this.#held - before
  }

  /** There is room for all of it. */
  giveRoom(): void {
    this.#hasRoom = true
    const whole = Buffer.allocUnsafeSlow(this.#announced)
    this.whole().copy(whole)
    this.#blocks.length = 0
    this.#block = whole
    this.#used = this.#size
    this.#held = whole.length
  }

  whole(): Buffer {
    const last = this.#block.subarray(0, this.#used)
    return this.#blocks.length === 0 ? last : Buffer.concat([...this.#blocks, last])
  }

  #copy(chunk: Buffer, at: number): number {
    if (this.#used === this.#block.length) {
      const left = this.#announced - this.#held
      const next = Math.max(smallestBlock, Math.min(this.#held, largeBodyBytes))
      this.#hold(Buffer.allocUnsafeSlow(Math.min(next, left)))
      this.#used = 0
    }
    const copied = chunk.copy(this.#block, this.#used, at)
    this.#used += copied
    return copied
  }

  #hold(block: Buffer): void {
    if (this.#block.length > 0) this.#blocks.push(this.#block)
    this.#block = block
    this.#used = block.length
    this.#held += block.length
  }
}
