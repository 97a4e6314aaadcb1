import { Unavailable } from '../database/unavailable.ts'
import { latest, type ReadChange } from '../reading/changes.ts'
import type { WantedPath } from '../reading/page-lists.ts'
import { longestTrustMs } from '../reading/view-states.ts'
import type { Tree } from './parts/tree.ts'
import { deadlineOf, type Wiki } from './wiki.ts'

/** What the home page shows. */
export interface Home {
  /** Latest first; if there are more than are shown, includes one more. */
  readonly changes: readonly ReadChange[]
  readonly wanted: readonly WantedPath[]
  readonly tree: Tree
  /** In milliseconds of Date.now(). */
  readonly readAt: number
}

export type ReadHome = Home & { readonly isCopy: boolean }

export const shownOnHome = { changes: 20, wanted: 5 } as const

type Sources = Pick<Wiki, 'changes' | 'lists' | 'stamp' | 'trees' | 'isDatabaseAway' | 'requestDeadlineMs'>

/** After this, readers prefer a copy to a longer wait. */
const longestWaitMs = 2_000

/** Reads the home page; while the database is down, returns the last one. */
export class HomeReader {
  readonly #sources: Sources
  #last: Home | undefined
  #wanted:
    | { readonly stamp: string; readonly readAt: number; readonly paths: Promise<readonly WantedPath[]> }
    | undefined

  constructor(sources: Sources) {
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
    const { changes, trees } = this.#sources
    const deadline = deadlineOf(this.#sources)
    const stamp = this.#sources.stamp(deadline)
    const [latestChanges, wanted, tree] = await Promise.all([
      changes.latest(latest, 0, shownOnHome.changes + 1, deadline),
      stamp.then((stamp) => this.#wantedAt(stamp, deadline)),
      stamp.then((stamp) => trees.around('', deadline, stamp)),
    ])
    this.#last = { changes: latestChanges, wanted, tree, readAt: Date.now() }
    return { ...this.#last, isCopy: false }
  }

  /** To find them reads all links, so it is not repeated before a page changes, and in a large wiki not even then. */
  #wantedAt(stamp: string, deadline: number): Promise<readonly WantedPath[]> {
    const { lists, trees } = this.#sources
    const known = this.#wanted
    const isRecent = known !== undefined && performance.now() - known.readAt < longestTrustMs
    if (isRecent && (known.stamp === stamp || trees.isLarge)) return known.paths
    const paths = lists.wanted(0, shownOnHome.wanted, deadline)
    this.#wanted = { stamp, readAt: performance.now(), paths }
    paths.catch(() => {
      if (this.#wanted?.paths === paths) this.#wanted = undefined
    })
    return paths
  }
}
