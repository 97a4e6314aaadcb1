import { Unavailable } from '../database/unavailable.ts'
import { latest, type ReadChange } from '../reading/changes.ts'
import type { Tree } from './parts/tree.ts'
import { deadlineOf, type Wiki } from './wiki.ts'

/** What the home page shows. */
export interface Home {
  /** Latest first; if there are more than are shown, includes one more. */
  readonly changes: readonly ReadChange[]
  readonly wanted: readonly { readonly path: string; readonly links: number }[]
  readonly tree: Tree
  /** In milliseconds of Date.now(). */
  readonly readAt: number
}

export type ReadHome = Home & { readonly isCopy: boolean }

export const shownOnHome = { changes: 20, wanted: 5 } as const

/** After this, readers prefer a copy to a longer wait. */
const longestWaitMs = 2_000

/** Reads the home page; while the database is down, returns the last one. */
export class HomeReader {
  readonly #sources: Pick<Wiki, 'changes' | 'wanted' | 'trees' | 'isDatabaseAway' | 'requestDeadlineMs'>
  #last: Home | undefined

  constructor(sources: Pick<Wiki, 'changes' | 'wanted' | 'trees' | 'isDatabaseAway' | 'requestDeadlineMs'>) {
    this.#sources = sources
  }

  async read(): Promise<ReadHome> {
    const last = this.#last
    if (last === undefined) return this.#current()
    const copy = { ...last, isCopy: true }
    if (this.#sources.isDatabaseAway()) return copy
    const late = Promise.withResolvers<ReadHome>()
    const timer = setTimeout(late.resolve, longestWaitMs, copy)
    try {
      return await Promise.race([this.#current(), late.promise])
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      return copy
    } finally {
      clearTimeout(timer)
    }
  }

  async #current(): Promise<ReadHome> {
    const { changes, wanted, trees } = this.#sources
    const deadline = deadlineOf(this.#sources)
    const [latestChanges, mostWanted, tree] = await Promise.all([
      changes.latest(latest, 0, shownOnHome.changes + 1, deadline),
      wanted(0, shownOnHome.wanted, deadline),
      trees.around('', deadline),
    ])
    this.#last = { changes: latestChanges, wanted: mostWanted, tree, readAt: Date.now() }
    return { ...this.#last, isCopy: false }
  }
}
