import { Batcher } from '../database/batcher.ts'
import type { Caller } from '../database/caller.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { statement, text } from '../database/statement.ts'

/** Saved pages wait here to be indexed, so that a save does not. */
export interface PendingPages {
  /** Indexes whatever was saved before this call. @throws Unavailable; CallerGone */
  index(deadline: number, caller?: Caller): Promise<void>
  /** A page was written: it is indexed soon, whether anybody searches or not. */
  added(): void
}

/** Writers of these pages wait for the end of a transaction that indexes them. */
const pagesAtOnce = 10
/** Long enough for a page that is saved again and again to be indexed once. */
const pauseMs = 1_000

export function pendingPages(
  { database, searchLanes, maxQueue, observer, onBatcher }: BatchingContext,
  requestDeadlineMs: number,
): PendingPages {
  const batcher = new Batcher<undefined, undefined>({
    name: indexPending.name,
    // What others saved is indexed in nobody's name.
    isUnguarded: true,
    lanes: searchLanes,
    maxBatch: 128,
    maxQueue,
    observer,
    run: async (calls, deadline) => {
      // The ids as an array of PostgreSQL; null: of whatever waits now.
      let waiting: string | null = null
      while (waiting !== '{}') {
        const rows: readonly (readonly [string])[] = await database.query(
          indexPending,
          [waiting, pagesAtOnce],
          deadline,
        )
        waiting = rows[0]?.[0] ?? '{}'
      }
      return calls.map(() => undefined)
    },
  })
  onBatcher(batcher)
  const index: PendingPages['index'] = (deadline, caller) => batcher.submit(undefined, deadline, caller)
  let timer: NodeJS.Timeout | undefined
  return {
    index,
    added() {
      timer ??= setTimeout(() => {
        timer = undefined
        // The next search, or the next write, tries again.
        index(performance.now() + requestDeadlineMs).catch(() => {})
      }, pauseMs).unref()
    },
  }
}

const indexPending = statement<readonly [string]>(
  'search.indexPending',
  [text],
  'select index_pending($1::int[], $2::int)::text',
)
