import { Batcher, type BatchObserver } from './batcher.ts'
import type { Caller } from './caller.ts'
import type { Database } from './database.ts'
import type { Lanes } from './lanes.ts'
import type { Statement } from './statement.ts'

export interface BatchingContext {
  readonly database: Database
  readonly readLanes: Lanes
  readonly writeLanes: Lanes
  /** For writes that share a statement: those that arrive while one runs form the next. */
  readonly sharedLanes: Lanes
  /** For reads with large answers: one at a time, to fit into memory. */
  readonly largeLanes: Lanes
  /** Separate, because a search takes longer than a read by id. */
  readonly searchLanes: Lanes
  readonly maxQueue: number
  /** For stores whose statements are those of the service itself. */
  readonly isUnguarded?: true
  readonly observer: BatchObserver
  /** Registers each batcher with the metrics. */
  readonly onBatcher: (batcher: { readonly name: string; readonly queued: number }) => void
}

/** The largest possible id: int4, as in the tables of the original service. */
export const largestId = 2_147_483_647

/** A larger row or page is read by its own statement: a batch of them would not fit into memory. */
export const largeRowBytes = 64 * 1024

/** Id and JSON text; null instead of the text of a large row. */
export type BatchedRow = readonly [number, string | null]
export type LoneRow = readonly [string]

export interface RowStatements {
  /** Takes an int[]. */
  readonly many: Statement<BatchedRow>
  /** Takes one id; returns a row of any size. */
  readonly alone: Statement<LoneRow>
}

/** Reads rows by id as JSON texts, many calls in one statement; calls for the same id share its text. */
export function rowReader(
  { many, alone }: RowStatements,
  { database, readLanes, largeLanes, maxQueue, observer, onBatcher }: BatchingContext,
): (id: number, deadline: number, caller?: Caller) => Promise<string | undefined> {
  const lone = async (id: number, deadline: number): Promise<string | undefined> =>
    (await database.query(alone, [id], deadline))[0]?.[0]
  const batched = new Batcher<number, string | null | undefined>({
    name: many.name,
    lanes: readLanes,
    maxBatch: 128,
    maxQueue,
    observer,
    run: async (ids, deadline) => {
      const [id] = ids
      // A lone id costs a quarter less this way than as a batch of one.
      if (id !== undefined && ids.length === 1) return [await lone(id, deadline)]
      const texts = new Map(await database.query(many, [ids], deadline))
      return ids.map((id) => texts.get(id))
    },
  })
  const single = new Batcher<number, string | undefined>({
    name: alone.name,
    lanes: largeLanes,
    // Each answer is a copy, so even calls for the same row share nothing.
    maxBatch: 1,
    isSame: (one, other) => one === other,
    maxQueue,
    observer,
    run: ([id = 0], deadline) => lone(id, deadline).then((text) => [text]),
  })
  onBatcher(batched)
  onBatcher(single)
  return async (id, deadline, caller) => {
    if (id < 1 || id > largestId) return undefined
    const text = await batched.submit(id, deadline, caller)
    return text === null ? single.submit(id, deadline, caller) : text
  }
}
