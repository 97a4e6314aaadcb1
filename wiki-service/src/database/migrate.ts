import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs'
import { promisify } from 'node:util'
import type pg from 'pg'
import { packageDirectory } from '../package-directory.ts'
import { bounds } from './bounds.ts'
import { inTransaction } from './session.ts'
import type { SessionSetting } from './session-settings.ts'

const directory = new URL('migrations/', packageDirectory)

// node:fs/promises would take 2 MiB of every replica.
const [list, read] = [promisify(readdir), promisify(readFile)]

const migrationSettings: readonly SessionSetting[] = [
  ['lock_timeout', String(bounds.migrationLockTimeoutMs)],
  ['statement_timeout', String(bounds.migrationStatementTimeoutMs)],
  // Times without a zone mean UTC.
  ['TimeZone', 'UTC'],
]

interface Migration {
  readonly version: number
  readonly name: string
  readonly text: string
  readonly checksum: string
}

/** This version of the service must not use the database; retries are pointless until somebody acts. */
export class MigrationRefused extends Error {}

/**
 * Migrates the database to the newest version: each file in its own transaction, under a lock that makes replicas take
 * turns.
 * @param onApplied called with the file name after each migration
 * @throws MigrationRefused if the database is newer than this service, or an applied file has changed
 * @param settings of the connection string: a pooler may not have passed them to the session
 */
export async function migrate(
  client: pg.Client,
  onApplied: (name: string) => void,
  settings: readonly SessionSetting[] = [],
): Promise<void> {
  const migrations = await readMigrations()
  for (;;) {
    const migration = await applyNext(client, migrations, settings)
    if (migration === undefined) return
    onApplied(migration.name)
  }
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await list(directory)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).toSorted()
  return Promise.all(
    names.map(async (name) => {
      const text = await read(new URL(name, directory), 'utf8')
      return {
        version: Number(name.slice(0, 4)),
        name,
        text,
        checksum: createHash('sha256').update(text).digest('hex'),
      }
    }),
  )
}

/** @returns the migration that this call has applied; undefined if none was left */
function applyNext(
  client: pg.Client,
  all: readonly Migration[],
  settings: readonly SessionSetting[],
): Promise<Migration | undefined> {
  return inTransaction(client, [...settings, ...migrationSettings], async () => {
    // The number is arbitrary; every version of the service uses the same.
    await query(client, 'select pg_advisory_xact_lock(7305498614021)')
    await query(
      client,
      `create table if not exists schema_migrations (
      version int primary key, name text not null, checksum text not null, applied_time timestamptz not null default now())`,
    )
    const applied = (await query(client, 'select version, name, checksum from schema_migrations order by version')).rows
    refuseUnknown(applied, all)
    const pending = all.find(({ version }) => !applied.some((row) => row['version'] === version))
    if (pending) {
      await query(client, pending.text)
      await client.query('insert into schema_migrations (version, name, checksum) values ($1, $2, $3)', [
        pending.version,
        pending.name,
        pending.checksum,
      ])
    }
    return pending
  })
}

function query(client: pg.Client, text: string): Promise<pg.QueryResult<Record<string, unknown>>> {
  // The client's own limit is meant for probes.
  const config: pg.QueryConfig & { query_timeout: number } = { text, query_timeout: bounds.migrationStatementTimeoutMs }
  return client.query(config)
}

function refuseUnknown(applied: readonly Record<string, unknown>[], known: readonly Migration[]): void {
  for (const row of applied) {
    const migration = known.find((candidate) => candidate.version === row['version'])
    if (migration === undefined) {
      throw new MigrationRefused(
        `the database has migration ${String(row['name'])}, which this version of the service does not know: run a newer version`,
      )
    }
    if (migration.checksum !== row['checksum']) {
      throw new MigrationRefused(
        `migration ${migration.name} was changed after it had been applied: restore the original file`,
      )
    }
  }
}
