/**
 * Lets those who change one page in this process take turns, in the order in which they come. Without it all of them would do
 * their work on the same version, and all but one in vain. Other replicas are kept out by the database.
 */
export class Turns {
  readonly #last = new Map<number, Promise<unknown>>()

  /** Runs `work` when all earlier work on the page is over. Everybody's work has a deadline, so nobody waits for long. */
  async take<Result>(page: number, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(page)
    const done = before === undefined ? work() : before.then(work)
    const over = done.catch(() => {})
    this.#last.set(page, over)
    try {
      return await done
    } finally {
      if (this.#last.get(page) === over) this.#last.delete(page)
    }
  }
}
