import { Unavailable } from '../database/unavailable.ts'

/** So many bytes and no more, given to those who need them in the order in which they ask. */
export class Room {
  #freeBytes: number
  readonly #waiting = new Set<{ readonly bytes: number; readonly come: () => void }>()

  constructor(bytes: number) {
    this.#freeBytes = bytes
  }

  /**
   * Waits for room; it is to be given back.
   * @throws Unavailable when there is none for so long
   */
  async take(bytes: number, longestWaitMs: number): Promise<void> {
    if (this.#waiting.size === 0 && bytes <= this.#freeBytes) {
      this.#freeBytes -= bytes
      return
    }
    await new Promise<void>((resolve, reject) => {
      const caller = {
        bytes,
        come: (): void => {
          clearTimeout(tooLong)
          resolve()
        },
      }
      const tooLong = setTimeout(() => {
        this.#waiting.delete(caller)
        this.#serve()
        reject(new Unavailable('memory'))
      }, longestWaitMs)
      this.#waiting.add(caller)
    })
  }

  give(bytes: number): void {
    this.#freeBytes += bytes
    this.#serve()
  }

  #serve(): void {
    for (const caller of this.#waiting) {
      if (caller.bytes > this.#freeBytes) return
      this.#waiting.delete(caller)
      this.#freeBytes -= caller.bytes
      caller.come()
    }
  }
}
