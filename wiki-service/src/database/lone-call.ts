import { Batcher } from './batcher.ts'
import type { Caller } from './caller.ts'
import type { BatchingContext } from './row-reader.ts'
import type { Parameter, Statement } from './statement.ts'

/** Runs a statement for one caller; waits for a lane in a bounded queue. Throws what Batcher and Database throw. */
export type LoneCall<Row extends readonly unknown[]> = (
  values: readonly Parameter[],
  deadline: number,
  caller?: Caller,
) => Promise<Row[]>

/** Text that may wait for a lane, per statement. */
const maxQueuedCharacters = 32 * 1024 * 1024

/**
 * Gives a statement its own queue, for work that cannot be shared between calls.
 * @param lanes for reads; for writes: then a repeated call must have no effect (see Database.query); or those of searches for a
 * statement that reads the whole wiki, so that few run at once and other reads go on
 */
export function loneCall<Row extends readonly unknown[]>(
  statement: Statement<Row>,
  lanes: 'readLanes' | 'writeLanes' | 'searchLanes',
  context: BatchingContext,
): LoneCall<Row> {
  const batcher = new Batcher<readonly Parameter[], Row[]>({
    name: statement.name,
    lanes: context[lanes],
    isUnguarded: context.isUnguarded,
    maxBatch: 1,
    maxQueue: context.maxQueue,
    weigh: charactersOf,
    maxQueueWeight: maxQueuedCharacters,
    observer: context.observer,
    run: async ([values = []], deadline) => [await context.database.query(statement, values, deadline)],
  })
  context.onBatcher(batcher)
  return (values, deadline, caller) => batcher.submit(values, deadline, caller)
}

export function charactersOf(values: readonly Parameter[]): number {
  return values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0)
}
