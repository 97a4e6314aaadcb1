import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from './database.ts'
import { number, statement } from './statement.ts'

const intervalMs = 30_000
/** Rows per statement: well within its time limit. */
const someRows = 5_000

/**
 * Regularly removes leftovers of writes, until stopped. Skips a turn while the database is down or not yet migrated.
 */
export async function sweep(database: Database, isUp: () => boolean, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    // Replicas that started together should not sweep together.
    await sleep(intervalMs * (0.5 + Math.random()), undefined, { signal: stopped, ref: false }).catch(() => {})
    await sweepOnce(database, isUp, stopped)
  }
}

/** @param isUp asked before each statement */
export async function sweepOnce(database: Database, isUp: () => boolean, stopped: AbortSignal): Promise<void> {
  for (const statement of [deleteOldReceipts, deletePageReceipts, foldCounters])
    while (!stopped.aborted && isUp() && (await rowsTaken(database, statement)) === someRows);
}

async function rowsTaken(database: Database, statement: typeof foldCounters): Promise<number> {
  const [row] = await database.query(statement, [someRows], performance.now() + intervalMs).catch(() => [])
  return row?.[0] ?? 0
}

// Ten minutes exceed the longest REQUEST_DEADLINE_SECONDS (300): no retry can refer to these any more.
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

const deletePageReceipts = statement<readonly [number]>(
  'receipts.deleteOldOfPages',
  [number],
  `
  with old as materialized (
    select key from page_receipts where expires_time < now() order by expires_time limit $1::int for update skip locked
  ), deleted as (
    delete from page_receipts using old where page_receipts.key = old.key returning 1
  )
  select count(*)::int from deleted`,
)

// Readers see the counts from before or after, which are the same. Skips rows that another replica is folding.
export const foldCounters = statement<readonly [number]>(
  'creations.fold',
  [number],
  `
  with folded as (
    delete from creation_counters where ctid = any(array(
      select ctid from creation_counters limit $1::int for update skip locked
    )) returning resource, created
  ), kept as (
    insert into creation_counters (resource, created)
    select resource, sum(created) from folded group by resource
  )
  select count(*)::int from folded`,
)
