import type pg from 'pg'

/**
 * Connections between two statements. They stay outside of the pool, whose promises and timers cost a tenth of a small
 * read. A connection that was not needed for a while returns to the pool, which closes it in time.
 */
export class KeptConnections implements Disposable {
  /** The one used last is used next. */
  readonly #idle: pg.PoolClient[] = []
  /** The minimum since the last check. */
  #fewest = 0
  readonly #look: NodeJS.Timeout
  #isOver = false

  /** @param lookMs how often to check for unneeded connections */
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

  /** The connection has failed. @returns whether it was kept here, so that nothing else has noticed the failure */
  drop(client: pg.PoolClient): boolean {
    const index = this.#idle.indexOf(client)
    if (index === -1) return false
    this.#idle.splice(index, 1)
    client.release(true)
    return true
  }

  /** Returns all connections to the pool, including those still to come. */
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
