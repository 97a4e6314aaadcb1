import { randomUUID } from 'node:crypto'
import { Batcher } from './batcher.ts'
import type { Caller } from './caller.ts'
import type { Database } from './database.ts'
import { errorOf, failureOf, isForeignKeyViolation, isUniqueViolation } from './failures.ts'
import { instantSql } from './instant.ts'
import type { BatchingContext } from './row-reader.ts'
import { numbers, statement, text, type Statement } from './statement.ts'

/** The stored row; undefined if it refers to a row that does not exist. */
export type Creation = { readonly id: number; readonly createdTime: string } | undefined

/** Ids in the order of the batch, and the single time of creation. */
export type ReceiptRow = readonly [readonly (number | null)[], string]

export interface CreatorOptions<Input> {
  /** Takes a key and one array per column; stores the rows and a receipt, and returns the receipt. */
  readonly many: Statement<ReceiptRow>
  /** The same for one row: takes a key and the row's values. Costs PostgreSQL a sixth less than a batch of one. */
  readonly alone: Statement<ReceiptRow>
  /** The values of a row, in the order of the columns. */
  readonly values: (input: Input) => readonly (number | string)[]
  /** Approximate size of the row in bytes. */
  readonly weigh: (input: Input) => number
}

/**
 * Creates rows, many calls in one statement and one commit. Each call is answered after its commit, and takes effect
 * exactly once even if the database's answer is lost: a batch carries a key, stored in the same transaction as its
 * rows. A retry conflicts with the key (or waits while the first attempt is in progress) and returns the first
 * attempt's receipt.
 */
export function creator<Input>(
  options: CreatorOptions<Input>,
  context: BatchingContext,
): (input: Input, deadline: number, caller?: Caller) => Promise<Creation> {
  const batcher = new Batcher<Input, Creation>({
    name: options.many.name,
    lanes: context.writeLanes,
    maxBatch: 128,
    maxQueue: context.maxQueue,
    weigh: options.weigh,
    maxWeight: 1024 * 1024,
    maxQueueWeight: 32 * 1024 * 1024,
    observer: context.observer,
    run: (inputs, deadline) => createAll(options, context.database, inputs, deadline),
  })
  context.onBatcher(batcher)
  return (input, deadline, caller) => batcher.submit(input, deadline, caller)
}

/** Creates one row for each key, however often and on whichever replica it is called while the receipt is kept. */
export async function createOnce<Input>(
  { alone, values }: Pick<CreatorOptions<Input>, 'alone' | 'values'>,
  database: Database,
  key: string,
  input: Input,
  deadline: number,
): Promise<Creation> {
  try {
    return creations(await database.query(alone, [key, ...values(input)], deadline))[0]
  } catch (error) {
    if (!isUniqueViolation(error, 'creation_receipts_pkey')) throw error
    return creations(await database.query(receiptByKey, [key], deadline))[0]
  }
}

async function createAll<Input>(
  options: CreatorOptions<Input>,
  database: Database,
  inputs: readonly Input[],
  deadline: number,
): Promise<(Creation | Error)[]> {
  const key = randomUUID()
  try {
    return creations(await store(options, database, key, inputs, deadline))
  } catch (error) {
    const kept = isUniqueViolation(error, 'creation_receipts_pkey')
    if (!kept && failureOf(error) !== 'rejected') throw error
    const stored = creations(await finalReceipt(database, key, deadline))
    if (stored.length > 0) return stored
    if (inputs.length > 1) return createEachAlone(options, database, inputs, deadline)
    // The user was deleted between the statement's check and that of the foreign key.
    if (isForeignKeyViolation(error)) return [undefined]
    throw error
  }
}

function store<Input>(
  { many, alone, values }: CreatorOptions<Input>,
  database: Database,
  key: string,
  inputs: readonly Input[],
  deadline: number,
): Promise<ReceiptRow[]> {
  const rows = inputs.map(values)
  const [first = []] = rows
  if (rows.length === 1) return database.query(alone, [key, ...first], deadline)
  const columns = first.map((_, column) => rows.map((row) => row[column] ?? ''))
  return database.query(many, [key, ...columns], deadline)
}

/** A batch with a refused row has stored nothing. Created one by one, only that row fails. */
async function createEachAlone<Input>(
  options: CreatorOptions<Input>,
  database: Database,
  inputs: readonly Input[],
  deadline: number,
): Promise<(Creation | Error)[]> {
  const creations: (Creation | Error)[] = []
  for (const input of inputs) {
    creations.push(
      ...(await createAll(options, database, [input], deadline).catch((thrown: unknown) => [errorOf(thrown)])),
    )
  }
  return creations
}

/**
 * The receipt of an earlier attempt. If there is none, stores an empty one: an attempt that arrives late conflicts with
 * it, so a new attempt under another key takes effect once.
 */
async function finalReceipt(database: Database, key: string, deadline: number): Promise<ReceiptRow[]> {
  await database.query(voidReceipt, [key], deadline)
  return database.query(receiptByKey, [key], deadline)
}

const voidReceipt = statement<readonly []>(
  'receipts.void',
  [],
  `insert into creation_receipts (key, ids, created_time) values ($1, '{}', now()) on conflict (key) do nothing`,
)

const receiptByKey = statement<ReceiptRow>(
  'receipts.byKey',
  [numbers, text],
  `select ids, ${instantSql('created_time')} from creation_receipts where key = $1`,
)

function creations([receipt]: readonly ReceiptRow[]): Creation[] {
  if (receipt === undefined) throw new Error('a batch of creations has no receipt')
  const [ids, createdTime] = receipt
  return ids.map((id) => (id === null ? undefined : { id, createdTime }))
}
