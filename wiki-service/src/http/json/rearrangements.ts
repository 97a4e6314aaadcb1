import type { Utf8Writer } from './writer.ts'

/** Bytes from one place on, up to and without another. */
export type Range = readonly [start: number, end: number]

interface Rearranged {
  /** Where it opens: its first member may be the first of a range as well. */
  readonly start: number
  readonly end: number
  readonly ranges: readonly Range[]
}

/**
 * Objects in which a key stood more than once: what they hold, as places in a printed text, in the order in which it is to stand.
 * They may lie in each other. Each byte that stays is copied once, however deep it lies.
 */
export class Rearrangements {
  /** Inner ones before the outer. */
  #objects: Rearranged[] = []
  #isSorted = true

  get count(): number {
    return this.#objects.length
  }

  /** Of an object that has just been printed: where it opens, and where its content ends. */
  add(start: number, end: number, ranges: readonly Range[]): void {
    this.#objects.push({ start, end, ranges })
    this.#isSorted = false
  }

  /** The printed text has lost what stood behind this place. */
  truncate(length: number): void {
    while ((this.#objects.at(-1)?.start ?? -1) >= length) this.#objects.pop()
  }

  /** Copies a range of the printed text to the end of another. */
  copy(printed: Buffer, [start, end]: Range, target: Utf8Writer): void {
    if (!this.#isSorted) this.#objects.sort((one, other) => one.start - other.start)
    this.#isSorted = true
    let at = start
    for (let index = this.#firstFrom(start); ;) {
      const object = this.#objects[index]
      if (object === undefined || object.start >= end) break
      target.copy(printed, at, object.start + 1)
      object.ranges.forEach((range, place) => {
        if (place > 0) target.text(',')
        this.copy(printed, range, target)
      })
      at = object.end
      index = this.#firstFrom(at)
    }
    target.copy(printed, at, end)
  }

  /** The index of the first object that begins there or behind. */
  #firstFrom(place: number): number {
    let low = 0
    let high = this.#objects.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#objects[middle]?.start ?? 0) < place) low = middle + 1
      else high = middle
    }
    return low
  }
}
