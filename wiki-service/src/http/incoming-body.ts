export const maxBodyBytes = 4 * 1024 * 1024

/** A larger body waits until there is room for all of it. */
const largeBodyBytes = 64 * 1024

/** For a body whose end is unknown or far off. */
const smallestBlock = 4 * 1024

/**
 * A body that is still arriving, copied into its own blocks: each chunk costs hundreds of bytes even if it carries one
 * byte, and the client decides how many there are.
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

  /** The beginning has arrived; the rest needs room first. */
  get wantsRoom(): boolean {
    return !this.#hasRoom && IncomingBody.isLarge(this.#size)
  }

  /** Bytes that the rest will occupy. */
  get missingRoom(): number {
    return Math.max(0, this.#announced - this.#held)
  }

  /** @returns how many bytes more are held than before */
  take(chunk: Buffer): number {
    const before = this.#held
    this.#size += chunk.length
    if (this.isTooLarge) return 0
    // Most bodies arrive in one chunk.
    if (chunk.length === this.#announced) this.#hold(chunk)
    else for (let at = 0; at < chunk.length;) at += this.#copy(chunk, at)
    return this.#held - before
  }

  /** There is room for the whole body. */
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
