import type { Utf8Writer } from './writer.ts'

/** A range of bytes; the end is exclusive. */
export type Range = readonly [start: number, end: number]

interface Rearranged {
  /** The opening brace; its first member may start a range as well. */
  readonly start: number
  readonly end: number
  readonly ranges: readonly Range[]
}

/**
 * Objects with repeated keys: for each, the ranges of the printed text that make up its content, in their final order.
 * Objects may be nested. Every byte that remains is copied once, at any depth.
 */
export class Rearrangements {
  /** Inner objects before outer ones. */
  #objects: Rearranged[] = []
  #isSorted = true

  get count(): number {
    return this.#objects.length
  }

  /** Adds an object that has just been printed: its opening brace, and the end of its content. */
  add(start: number, end: number, ranges: readonly Range[]): void {
    this.#objects.push({ start, end, ranges })
    this.#isSorted = false
  }

  /** The printed text was cut off at this length. */
  truncate(length: number): void {
    while ((this.#objects.at(-1)?.start ?? -1) >= length) this.#objects.pop()
  }

  /** Appends a range of the printed text to another text. */
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

  /** The index of the first object that starts at or after the place. */
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
