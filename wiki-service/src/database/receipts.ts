import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from './database.ts'
import { number, statement } from './statement.ts'

const sweepIntervalMs = 60_000
/** Deleted by one statement: well within its time limit. */
const someReceipts = 2_000

/**
 * Deletes receipts that no retry can ask for any more, some at a time, until stopped.
 * Ten minutes are more than the longest REQUEST_DEADLINE_SECONDS (300).
 */
export async function sweepReceipts(database: Database, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    // Replicas that started together do not sweep together.
    await sleep(sweepIntervalMs * (0.5 + Math.random()), undefined, { signal: stopped, ref: false }).catch(() => {})
    while (!stopped.aborted && (await sweepSome(database)) === someReceipts);
  }
}

/** @returns how many were deleted; 0 as well when the database is away */
async function sweepSome(database: Database): Promise<number> {
  try {
    const [row] = await database.query(deleteOldReceipts, [someReceipts], performance.now() + sweepIntervalMs)
    return row?.[0] ?? 0
  } catch {
    return 0
  }
}

const deleteOldReceipts = statement<readonly [number]>(
  'receipts.deleteOld',
  [number],
  `
  with old as materialized (
    select key from creation_receipts where created_time < now() - interval '10 minutes'
    order by created_time limit $1::int for update skip locked
  ), deleted as (
    delete from creation_receipts using old where creation_receipts.key = old.key returning 1
  )
  select count(*)::int from deleted`,
)
