import type pg from 'pg'
import { bounds } from './bounds.ts'
import { Standby, TooOld } from './failures.ts'
import { ownSettings, type SessionSetting } from './session-settings.ts'
import type { Pooler } from './service-client.ts'
import type { Target } from './target.ts'

/** The oldest major version that PostgreSQL's developers support at the time of writing. */
const oldestVersion = 14

/**
 * Prepares a new session for the service. Sends nothing of it in the start-up message, whose settings poolers ignore or
 * refuse.
 * @returns settings to repeat in each transaction: none, unless the session belongs to a pooler that shares it
 * @throws TooOld; Standby; a DatabaseError for a setting that the server refuses
 */
export async function openSession(
  client: pg.Client,
  { target, pooler }: { readonly target: Target; readonly pooler: Pooler },
): Promise<readonly SessionSetting[]> {
  // Later entries win.
  const settings = [...target.settings, ...ownSettings]
  const { processID } = client as unknown as { readonly processID: number | null }
  const config = {
    text: `
      select current_setting('server_version_num')::int as version, pg_is_in_recovery() as is_standby, is_ours, (
        select count(set_config(name, value, false)) from unnest($1::text[], $2::text[]) as setting (name, value) where is_ours
      ) as set
      from (select case $3 when 'auto' then coalesce(pg_backend_pid() = $4::int, false) else $3 = 'session' end) as session (is_ours)`,
    values: [settings.map(([name]) => name), settings.map(([, value]) => value), pooler, processID],
    query_timeout: bounds.probeTimeoutMs,
  }
  // A pooler invents the process number that it reports to clients.
  const { rows } = await client.query<Session>(config)
  const [session] = rows
  if (session === undefined || session.version < oldestVersion * 10_000)
    throw new TooOld('this version of PostgreSQL is not supported')
  if (session.is_standby) throw new Standby('a standby')
  return session.is_ours ? [] : settings
}

interface Session {
  readonly version: number
  readonly is_standby: boolean
  readonly is_ours: boolean
}

/** Runs statements of a client whose session may belong to a pooler. @param settings apply for the transaction */
export async function inTransaction<Result>(
  client: pg.Client,
  settings: readonly SessionSetting[],
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query('begin')
  try {
    for (const [name, value] of settings) await client.query('select set_config($1, $2, true)', [name, value])
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}
