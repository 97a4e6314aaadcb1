/**
 * PostgreSQL for tests: a real one, started from npm, shared by all test files of a run.
 *
 *     import { createDatabase, startServer } from './support/postgres.ts'
 *
 *     await using database = await createDatabase()          // a copy of wiki_template, see prepare-template.ts
 *     const pool = new Pool({ connectionString: database.url })
 *     …
 *     await pool.end()                                       // database.drop() at the end of the scope
 *
 *     await using server = await startServer({ fsync: true })  // a server of one's own, for faults
 *     await server.kill(); await server.start()                // pause(), resume(), restart('immediate'), stop()
 *     await using database = await createDatabase({ on: server })
 *
 * The run: `node --test --test-global-setup=test/support/shared-postgres.ts test/NAME.test.ts`. Without that option
 * (one file run alone) the first createDatabase() starts a server for the process.
 */
import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { type PostgresServer, type PostgresServerOptions, startPostgresServer } from './postgres-server.ts'
import { prepareTemplate } from './prepare-template.ts'

export type TestDatabase = AsyncDisposable & {
  readonly url: string
  /** Works even while connections are open. */
  drop(): Promise<void>
}

export async function createDatabase({
  on,
  empty = false,
}: { on?: Pick<PostgresServer, 'url'>; empty?: boolean } = {}): Promise<TestDatabase> {
  const admin = on === undefined ? await sharedServerUrl() : await withTemplate(on.url)
  const name = `wiki_${randomUUID().replaceAll('-', '')}`
  // Copying takes half the work of logging every page.
  await execute(admin, `create database ${name} template ${empty ? 'template0' : 'wiki_template'} strategy file_copy`)
  const drop = async (): Promise<void> => execute(admin, `drop database if exists ${name} with (force)`)
  return { url: urlOf(admin, name), drop, [Symbol.asyncDispose]: drop }
}

/** A separate server for tests that break it; removes itself. */
export async function startServer(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  return startPostgresServer(options)
}

/** Starts what `createDatabase` shares. `url` goes to the test processes in `WIKI_TEST_POSTGRES_URL`. */
export async function startSharedServer(): Promise<PostgresServer> {
  const server = await startPostgresServer()
  await withTemplate(server.url)
  return server
}

let ownServerUrl: Promise<string> | undefined

async function sharedServerUrl(): Promise<string> {
  const url = process.env['WIKI_TEST_POSTGRES_URL']
  if (url !== undefined) return url
  ownServerUrl ??= startSharedServer().then((server) => server.url)
  return ownServerUrl
}

const templates = new Map<string, Promise<string>>()

/** @returns the same url, once its server has the template */
async function withTemplate(url: string): Promise<string> {
  const prepared = templates.get(url) ?? makeTemplate(url)
  templates.set(url, prepared)
  return prepared
}

async function makeTemplate(url: string): Promise<string> {
  await execute(url, 'create database wiki_template')
  await prepareTemplate(urlOf(url, 'wiki_template'))
  return url
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = database
  return url.href
}
