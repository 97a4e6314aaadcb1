import { Batcher } from '../database/batcher.ts'
import type { Caller } from '../database/caller.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement } from '../database/statement.ts'

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
      for (let more: number | undefined = 1; more === 1;)
        [[more] = [0]] = await database.query(indexPending, [pagesAtOnce], deadline)
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

const indexPending = statement<readonly [number]>('search.indexPending', [number], 'select index_pending($1::int)')
