import { Batcher } from './batcher.ts'
import { loneCall } from './lone-call.ts'
import type { Caller } from './caller.ts'
import type { BatchingContext } from './row-reader.ts'
import type { Statement } from './statement.ts'

export interface KeyStatements<Key extends number | string, Row extends readonly [Key, ...unknown[]]> {
  /** Takes an array of keys; the rows in any order. */
  readonly many: Statement<Row>
  /** Takes one key. */
  readonly alone: Statement<Row>
  /** Whether `many` has left out the text of a row because of its size: it is then read alone. */
  readonly isLarge: (row: Row) => boolean
}

/** Reads rows by a key, many calls in one statement; the first column of a row is its key. See rowReader, which is for ids alone. */
export function keyReader<Key extends number | string, Row extends readonly [Key, ...unknown[]]>(
  { many, alone, isLarge }: KeyStatements<Key, Row>,
  context: BatchingContext,
): (key: Key, deadline: number, caller?: Caller) => Promise<Row | undefined> {
  const { database, readLanes, maxQueue, observer } = context
  const single = loneCall(alone, 'readLanes', context)
  const batched = new Batcher<Key, Row | undefined>({
    name: many.name,
    lanes: readLanes,
    maxBatch: 128,
    maxQueue,
    observer,
    run: async (keys, deadline) => {
      const [key] = keys
      if (key !== undefined && keys.length === 1) return [(await database.query(alone, [key], deadline))[0]]
      const rows = new Map<Key, Row>()
      for (const row of await database.query(many, [keys], deadline)) rows.set(row[0], row)
      return keys.map((key) => rows.get(key))
    },
  })
  context.onBatcher(batched)
  return async (key, deadline, caller) => {
    const row = await batched.submit(key, deadline, caller)
    return row !== undefined && isLarge(row) ? (await single([key], deadline, caller))[0] : row
  }
}
