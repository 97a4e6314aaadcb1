import { rowsOf } from './open-stores.ts'

/**
 * Asks on a new connection: within a transaction, PostgreSQL keeps showing the sessions that there were when it was
 * first asked.
 * @param text of the statements, as a pattern of `like`
 * @returns how many statements wait for a lock in the database
 */
export async function lockWaits(databaseUrl: string, text = '%'): Promise<number> {
  const rows = await rowsOf(
    databaseUrl,
    `select from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock' and query like '${text}'`,
  )
  return rows.length
}
