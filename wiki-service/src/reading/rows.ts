import { Batcher } from '../database/batcher.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import type { Parameter, Statement } from '../database/statement.ts'

export type ReadRows<Row extends readonly unknown[]> = (
  values: readonly Parameter[],
  deadline: number,
) => Promise<Row[]>

/**
 * Gives a reading statement its own queue.
 * @param lanes those of searches for a statement that reads the whole wiki, so that few run at once and other reads go on
 */
export function rowsReader<Row extends readonly unknown[]>(
  statement: Statement<Row>,
  { database, maxQueue, observer, onBatcher, ...context }: BatchingContext,
  lanes: 'readLanes' | 'searchLanes' = 'readLanes',
): ReadRows<Row> {
  const batcher = new Batcher<readonly Parameter[], Row[]>({
    name: statement.name,
    lanes: context[lanes],
    maxBatch: 1,
    maxQueue,
    observer,
    run: async ([values = []], deadline) => [await database.query(statement, values, deadline)],
  })
  onBatcher(batcher)
  return (values, deadline) => batcher.submit(values, deadline)
}
