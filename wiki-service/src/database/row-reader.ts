import { Batcher, type BatchObserver } from './batcher.ts'
import type { Database } from './database.ts'
import type { Lanes } from './lanes.ts'
import type { Statement } from './statement.ts'

export interface BatchingContext {
  readonly database: Database
  readonly readLanes: Lanes
  readonly writeLanes: Lanes
  readonly maxQueue: number
  readonly observer: BatchObserver
  /** Tells the metrics of each batcher there is. */
  readonly onBatcher: (batcher: { readonly name: string; readonly queued: number }) => void
}

/** The largest id there is: int4, as in the tables of the original service. */
export const largestId = 2_147_483_647

/**
 * Reads rows by id, many calls in one statement.
 * @param statement takes an int[] and answers (id, JSON text) for each row there is; calls for one id share its text
 */
export function rowReader(
  statement: Statement<readonly [number, string]>,
  context: BatchingContext,
): (id: number, deadline: number) => Promise<string | undefined> {
  const batcher = new Batcher<number, string | undefined>({
    name: statement.name,
    lanes: context.readLanes,
    maxBatch: 128,
    maxQueue: context.maxQueue,
    observer: context.observer,
    run: async (ids, deadline) => {
      const rows = await context.database.query(statement, [ids], deadline)
      const byId = new Map(rows)
      return ids.map((id) => byId.get(id))
    },
  })
  context.onBatcher(batcher)
  return (id, deadline) => (id >= 1 && id <= largestId ? batcher.submit(id, deadline) : Promise.resolve(undefined))
}
