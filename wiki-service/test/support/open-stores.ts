import pg from 'pg'
import { readConfig } from '../../src/config.ts'
import { Connector } from '../../src/database/connector.ts'
import { creationCounters, type Creations } from '../../src/database/creation-counters.ts'
import { openDatabase, type OpenDatabase } from '../../src/database/open.ts'
import { parametersOf, targetOf } from '../../src/database/target.ts'
import { type PostStore, postStore } from '../../src/posts/store.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { Metrics } from '../../src/telemetry/metrics.ts'
import { type UserStore, userStore } from '../../src/users/store.ts'
import { until } from './until.ts'

export interface OpenStores extends AsyncDisposable {
  readonly users: UserStore
  readonly posts: PostStore
  readonly creations: () => Promise<Creations | undefined>
  readonly opened: OpenDatabase
}

/** The stores in this process, on the database at `url`; waits until it is up unless told not to. */
export async function openStores(
  url: string,
  { wait = true, settings = {} }: { wait?: boolean; settings?: Readonly<Record<string, string>> } = {},
): Promise<OpenStores> {
  const config = readConfig({ DATABASE_URL: url, LOG_LEVEL: 'silent', ...settings })
  const source = { connector: Promise.resolve(connectorTo(url)), [Symbol.asyncDispose]: async () => {} }
  const opened = openDatabase(config, source, createLogger(config.logLevel, { write: () => {} }), new Metrics())
  opened.availability.start()
  if (wait) await until('the database is up', () => opened.availability.state.up)
  return {
    users: userStore(opened.batching),
    posts: postStore(opened.batching),
    creations: creationCounters(opened.batching),
    opened,
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

/** Makes connections to the database of a connection string. */
export function connectorTo(url: string): Connector {
  return new Connector(targetOf(parametersOf(url)))
}

/** Rows of one statement, on a new connection. */
export async function rowsOf<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

/** A deadline this far away, in milliseconds of performance.now(). */
export function within(ms: number): number {
  return performance.now() + ms
}
