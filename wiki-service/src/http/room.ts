import { Unavailable } from '../database/unavailable.ts'

/** A fixed number of bytes, granted in the order of the requests for them. */
export class Room {
  #freeBytes: number
  readonly #waiting = new Set<{ readonly bytes: number; readonly come: () => void }>()

  constructor(bytes: number) {
    this.#freeBytes = bytes
  }

  /**
   * Waits for room, which the caller gives back later.
   * @throws Unavailable when there is none in time
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
