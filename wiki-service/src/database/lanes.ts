/**
 * Bounds the number of concurrent statements. A lane stands for a connection of the pool; batchers that share lanes get
 * them in turn. While the gate is closed (the database is down) no lane is granted, and work stays in its queue.
 */
export class Lanes {
  /** What their statements do. */
  readonly kind: 'read' | 'write'
  #free: number
  #open = false
  readonly #waiting = new Set<() => void>()

  constructor(count: number, kind: 'read' | 'write' = 'read') {
    this.kind = kind
    this.#free = count
  }

  /** Takes a lane if one is free; otherwise calls `retry` when another attempt may succeed. */
  take(retry: () => void): boolean {
    if (this.#open && this.#free > 0) {
      this.#free -= 1
      return true
    }
    this.#waiting.add(retry)
    return false
  }

  release(): void {
    this.#free += 1
    this.#offer()
  }

  setOpen(open: boolean): void {
    this.#open = open
    this.#offer()
  }

  #offer(): void {
    for (const retry of this.#waiting) {
      if (!this.#open || this.#free === 0) return
      this.#waiting.delete(retry)
      retry()
    }
  }
}
