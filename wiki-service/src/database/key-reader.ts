import { LRUCache } from 'lru-cache'
import { Batcher } from './batcher.ts'
import type { Caller } from './caller.ts'
import { loneCall } from './lone-call.ts'
import { largeRowBytes, type BatchingContext } from './row-reader.ts'
import type { Statement } from './statement.ts'

/**
 * Key, the transaction that stored the row's current version (`xmin`), and a text. The text is null if the reader has
 * kept that transaction's text, and if it is too large for a shared statement.
 */
export type KeyedRow<Key> = readonly [Key, string, string | null, ...unknown[]]

export interface KeyStatements<Key extends number | string, Row extends KeyedRow<Key>> {
  /** Takes an array of keys and, for each, the transaction whose text is kept (or an empty text). */
  readonly many: Statement<Row>
  /** Takes one key; returns a text of any size. */
  readonly alone: Statement<Row>
  /** Whether the row has a text at all. */
  readonly hasText: (row: Row) => boolean
}

/** Characters of text kept for one reader. */
const keptCharacters = 2 * 1024 * 1024

interface Kept {
  readonly transaction: string
  readonly text: string
}

/**
 * Reads rows by key, many calls in one statement. Keeps texts, and fetches one again only when its row has changed:
 * every read asks the database, but costs it little.
 */
export function keyReader<Key extends number | string, Row extends KeyedRow<Key>>(
  { many, alone, hasText }: KeyStatements<Key, Row>,
  context: BatchingContext,
): (key: Key, deadline: number, caller?: Caller) => Promise<Row | undefined> {
  const { database, readLanes, maxQueue, observer } = context
  const single = loneCall(alone, 'readLanes', context)
  let kept: LRUCache<Key, Kept> | undefined

  function keep([key, transaction, text]: Row): void {
    if (text === null || text.length > largeRowBytes) return
    kept ??= new LRUCache({ maxSize: keptCharacters, sizeCalculation: ({ text }) => text.length + 200 })
    kept.set(key, { transaction, text })
  }

  const batched = new Batcher<Key, Row | undefined>({
    name: many.name,
    lanes: readLanes,
    maxBatch: 128,
    maxQueue,
    observer,
    run: async (keys, deadline) => {
      const known = keys.map((key) => kept?.get(key))
      const transactions = known.map((one) => one?.transaction ?? '')
      const rows = new Map<Key, Row>()
      for (const row of await database.query(many, [keys, transactions], deadline)) {
        keep(row)
        rows.set(row[0], row)
      }
      return keys.map((key, index) => completed(rows.get(key), known[index]))
    },
  })
  context.onBatcher(batched)
  return async (key, deadline, caller) => {
    const row = await batched.submit(key, deadline, caller)
    return row !== undefined && row[2] === null && hasText(row) ? (await single([key], deadline, caller))[0] : row
  }
}

function completed<Row extends KeyedRow<unknown>>(row: Row | undefined, known: Kept | undefined): Row | undefined {
  if (row === undefined || row[2] !== null || row[1] !== known?.transaction) return row
  const [key, transaction, , ...rest] = row
  // The same columns, with the text filled in.
  return [key, transaction, known.text, ...rest] as unknown as Row
}
