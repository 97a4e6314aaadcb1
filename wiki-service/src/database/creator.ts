import { randomUUID } from 'node:crypto'
import { Batcher } from './batcher.ts'
import type { Database } from './database.ts'
import { failureOf, isForeignKeyViolation, isUniqueViolation } from './failures.ts'
import { instant } from './instant.ts'
import type { BatchingContext } from './row-reader.ts'
import { statement, type Statement } from './statement.ts'

/** What a creation stored; undefined when a row that it refers to does not exist. */
export type Creation = { readonly id: number; readonly createdTime: string } | undefined

/** Ids in the order of the batch, and the one time at which all of them were created. */
export type ReceiptRow = readonly [readonly (number | null)[], string]

export interface CreatorOptions<Input> {
  /** Takes a key and the columns; stores the rows and a receipt, and answers the receipt. */
  readonly statement: Statement<ReceiptRow>
  /** The statement's parameters behind the key: one array for each column. */
  readonly columns: (inputs: readonly Input[]) => readonly unknown[]
  /** Bytes of the row, about. */
  readonly weigh: (input: Input) => number
}

/**
 * Creates rows, many calls in one statement and one commit. Each call is answered after its commit, and happens exactly once even
 * when the answer of the database is lost: a batch carries a key, stored in the same transaction as its rows. Whoever tries
 * again runs into the key (or waits, while the first try is still under way) and takes the first try's receipt.
 */
export function creator<Input>(
  options: CreatorOptions<Input>,
  context: BatchingContext,
): (input: Input, deadline: number) => Promise<Creation> {
  const batcher = new Batcher<Input, Creation>({
    name: options.statement.name,
    lanes: context.writeLanes,
    maxBatch: 128,
    maxQueue: context.maxQueue,
    weigh: options.weigh,
    maxWeight: 1024 * 1024,
    observer: context.observer,
    run: (inputs, deadline) => createAll(options, context.database, inputs, deadline),
  })
  context.onBatcher(batcher)
  return (input, deadline) => batcher.submit(input, deadline)
}

async function createAll<Input>(
  options: CreatorOptions<Input>,
  database: Database,
  inputs: readonly Input[],
  deadline: number,
): Promise<Creation[]> {
  try {
    return await createOnce(options, database, inputs, deadline)
  } catch (error) {
    if (failureOf(error) !== 'rejected') throw error
    if (inputs.length > 1) return createEachAlone(options, database, inputs, deadline)
    // The user was deleted between the statement's look and the check of the foreign key.
    if (isForeignKeyViolation(error)) return [undefined]
    throw error
  }
}

/** A batch with a row that the database refuses has stored nothing; alone, only that row fails. */
async function createEachAlone<Input>(
  options: CreatorOptions<Input>,
  database: Database,
  inputs: readonly Input[],
  deadline: number,
): Promise<Creation[]> {
  const creations: Creation[] = []
  for (const input of inputs) creations.push(...(await createAll(options, database, [input], deadline)))
  return creations
}

const receiptByKey = statement<ReceiptRow>(
  'receipts.byKey',
  'select ids, created_time from creation_receipts where key = $1',
)

async function createOnce<Input>(
  options: CreatorOptions<Input>,
  database: Database,
  inputs: readonly Input[],
  deadline: number,
): Promise<Creation[]> {
  const key = randomUUID()
  try {
    return creations(await database.query(options.statement, [key, ...options.columns(inputs)], deadline))
  } catch (error) {
    if (!isUniqueViolation(error, 'creation_receipts_pkey')) throw error
    return creations(await database.query(receiptByKey, [key], deadline))
  }
}

function creations([receipt]: readonly ReceiptRow[]): Creation[] {
  if (receipt === undefined) throw new Error('a batch of creations has no receipt')
  const [ids, time] = receipt
  const createdTime = instant(time)
  return ids.map((id) => (id === null ? undefined : { id, createdTime }))
}
