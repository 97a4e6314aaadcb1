import type pg from 'pg'

/**
 * Connections between two statements. They stay out of the pool, which they enter and leave by promises and timers: a tenth of what a
 * small read costs. One that was not needed for a while goes back, and the pool closes it in its time.
 */
export class KeptConnections implements Disposable {
  /** The one that was used last is used next. */
  readonly #idle: pg.PoolClient[] = []
  /** The fewest there were since it was looked last. */
  #fewest = 0
  readonly #look: NodeJS.Timeout
  #isOver = false

  /** @param lookMs how often it is looked which connections were not needed */
  constructor(lookMs = 30_000) {
    this.#look = setInterval(() => this.#giveBack(), lookMs).unref()
  }

  get count(): number {
    return this.#idle.length
  }

  take(): pg.PoolClient | undefined {
    const client = this.#idle.pop()
    this.#fewest = Math.min(this.#fewest, this.#idle.length)
    return client
  }

  keep(client: pg.PoolClient): void {
    if (this.#isOver) client.release()
    else this.#idle.push(client)
  }

  /** It has failed. @returns whether it was kept, and so nobody else has noticed */
  drop(client: pg.PoolClient): boolean {
    const index = this.#idle.indexOf(client)
    if (index === -1) return false
    this.#idle.splice(index, 1)
    client.release(true)
    return true
  }

  /** Gives all of them back to the pool, and whatever is still to come. */
  [Symbol.dispose](): void {
    this.#isOver = true
    clearInterval(this.#look)
    for (const client of this.#idle.splice(0)) client.release()
  }

  #giveBack(): void {
    for (const client of this.#idle.splice(0, this.#fewest)) client.release()
    this.#fewest = this.#idle.length
  }
}
