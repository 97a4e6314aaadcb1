import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from './database.ts'
import { number, statement } from './statement.ts'

const intervalMs = 30_000
/** Rows per statement: well within its time limit. */
const someRows = 5_000

/**
 * Regularly removes leftovers of writes and sign-ins, until stopped. Skips a turn while the database is down or not yet migrated.
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
  for (const statement of [...deletions, foldCounters])
    while (!stopped.aborted && isUp() && (await rowsTaken(database, statement)) === someRows);
}

async function rowsTaken(database: Database, statement: typeof foldCounters): Promise<number> {
  const [row] = await database.query(statement, [someRows], performance.now() + intervalMs).catch(() => [])
  return row?.[0] ?? 0
}

const deletions = [
  // Ten minutes exceed the longest REQUEST_DEADLINE_SECONDS (300): no retry can refer to these any more.
  deletion('creation_receipts', 'created_time', '10 minutes'),
  deletion('page_receipts', 'expires_time', '0'),
  deletion('sessions', 'expires_time', '0'),
  deletion('one_time_links', 'expires_time', '0'),
  // Failed sign-ins count for 15 minutes.
  deletion('login_tries', 'since', '1 hour'),
]

/** Deletes the rows whose time is more than `age` ago. */
function deletion(table: string, time: string, age: string): typeof foldCounters {
  return statement(
    `${table}.deleteOld`,
    [number],
    `
  with old as materialized (
    select key from ${table} where ${time} < now() - interval '${age}' order by ${time} limit $1::int for update skip locked
  ), deleted as (
    delete from ${table} using old where ${table}.key = old.key returning 1
  )
  select count(*)::int from deleted`,
  )
}

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
