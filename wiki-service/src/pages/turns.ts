/**
 * Makes writers of the same page in this process take turns, in the order of arrival. Otherwise all of them would work
 * on the same version, and all but one in vain. The database keeps other replicas out.
 */
export class Turns {
  readonly #last = new Map<number | string, Promise<unknown>>()

  /**
   * Runs `work` after all earlier work on the page. Every work has a deadline, which bounds the wait.
   * @param page its id, or its path by those who know nothing else of it
   * @param work is told whether it had to wait
   */
  async take<Result>(page: number | string, work: (hasWaited: boolean) => Promise<Result>): Promise<Result> {
    const before = this.#last.get(page)
    const done = before === undefined ? work(false) : before.then(() => work(true))
    const over = done.catch(() => {})
    this.#last.set(page, over)
    try {
      return await done
    } finally {
      if (this.#last.get(page) === over) this.#last.delete(page)
    }
  }
}
