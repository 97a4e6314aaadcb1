import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { startPostgresServer } from '../../wiki-service/test/support/postgres-server.ts'
import { migrate } from './service.ts'

export interface Database extends AsyncDisposable {
  readonly url: string
  /** Mentions if commits do not wait for the disk. */
  readonly version: string
  /** Of the postmaster. Undefined if it is on another machine. */
  readonly pid: number | undefined
  /** Vacuums and flushes what was written, so that no load pays for it. */
  settle(): Promise<void>
  /** Restores the initial rows, so that every load meets the same table. */
  trim(): Promise<void>
}

/**
 * A new database with the rows, dropped at the end of the scope. @param serverUrl of a PostgreSQL to use instead of a
 * temporary one
 */
export async function openDatabase(
  rows: { readonly users: number; readonly posts: number },
  serverUrl?: string,
): Promise<Database> {
  await using scope = new AsyncDisposableStack()
  const server = serverUrl ?? scope.use(await startPostgresServer({ fsync: true, settings: asShipped })).url
  const name = `nebula_wiki_bench_${randomBytes(4).toString('hex')}`
  const admin = await connect(server)
  scope.defer(async () => admin.end())
  await admin.query(`create database ${name}`)
  scope.defer(async () => void (await admin.query(`drop database ${name} with (force)`)))
  const url = databaseUrl(server, name)
  await migrate(url)
  const client = await connect(url)
  scope.defer(async () => client.end())
  await client.query(`insert into users (name) select 'user ' || i from generate_series(1, ${rows.users}) i`)
  await client.query(`
    insert into posts (user_id, content)
    select i % ${rows.users} + 1, repeat('lorem ipsum ', 8) || i from generate_series(1, ${rows.posts}) i`)
  const settle = async (): Promise<void> => {
    await client.query('vacuum analyze')
    // Requires a privilege; without it, the first minutes of the run flush the seeded data.
    await client.query('checkpoint').catch(() => {})
  }
  await settle()
  const [pid, version] = [await postmasterPid(client), await versionOf(client)]
  const kept = scope.move()
  return {
    url,
    version,
    pid,
    settle,
    async trim() {
      await client.query(`delete from posts where id > ${rows.posts}`)
      await client.query('vacuum posts')
    },
    [Symbol.asyncDispose]: async () => kept.disposeAsync(),
  }
}

// The server of the tests is smaller, and never vacuums. These are PostgreSQL's defaults.
const asShipped = { autovacuum: 'on', shared_buffers: '128MB', max_connections: '100' }

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  // A lost server shows in the next query.
  client.on('error', () => {})
  await client.connect()
  return client
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = name
  return url.href
}

async function postmasterPid(client: Client): Promise<number | undefined> {
  const directory = await setting(client, 'data_directory').catch(() => '')
  const pid = Number.parseInt(await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => ''), 10)
  // A process in a container may have the same directory name, but not the same process numbers.
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
  return name.startsWith('postgres') ? pid : undefined
}

async function versionOf(client: Client): Promise<string> {
  // Debian's packages append their own version.
  const [version] = (await setting(client, 'server_version')).split(' ')
  const durability = await Promise.all(['fsync', 'synchronous_commit'].map((name) => setting(client, name)))
  return durability.every((value) => value === 'on') ? `${version}` : `${version}, not durable`
}

async function setting(client: Client, name: string): Promise<string> {
  const { rows } = await client.query<{ value: string }>('select current_setting($1) as value', [name])
  return rows[0]?.value ?? ''
}
