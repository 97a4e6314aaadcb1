import { randomBytes } from 'node:crypto'
import { chown, open, readFile, realpath, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { chooseAccount } from '../../src/database/embedded/account.ts'
import { locateBinaries } from '../../src/database/embedded/binaries.ts'
import { createCluster } from '../../src/database/embedded/create-cluster.ts'
import { type Postmaster, startPostmaster } from '../../src/database/embedded/postmaster.ts'
import { processesIn } from '../../src/database/embedded/processes.ts'
import { freePort } from './free-port.ts'
import { roomyDirectory } from './roomy-directory.ts'
import { temporaryHome } from './temporary-home.ts'

export type PostgresServer = AsyncDisposable & {
  /** The superuser's connection string for the database `postgres`; valid for the whole life of the server. */
  readonly url: string
  readonly port: number
  /** SIGKILLs the postmaster and waits until the last of its processes has ended, so that `start()` works. */
  kill(): Promise<void>
  /** SIGSTOPs or SIGCONTs every process of the server: connections stay open and nothing answers. */
  pause(): Promise<void>
  resume(): Promise<void>
  restart(mode: 'fast' | 'immediate'): Promise<void>
  stop(mode?: 'fast' | 'immediate'): Promise<void>
  /**
   * Restarts it as a standby, as a failover does with the old primary. It follows no primary, and accepts only reads.
   */
  demote(): Promise<void>
  promote(): Promise<void>
  /** Starts it again on the same port, after `stop()` or `kill()`. */
  start(): Promise<void>
}

export type PostgresServerOptions = {
  /** Durable, as in production; off by default, because only a power cut would show the difference. */
  readonly fsync?: boolean
  readonly settings?: Readonly<Record<string, string>>
}

/** A temporary PostgreSQL on 127.0.0.1, removed when it is disposed of or this process ends in any way. */
export async function startPostgresServer(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const { fsync = false } = options
  const binaries = await locateBinaries()
  const account = await chooseAccount(binaries)
  const home = await temporaryHome(fsync ? await realpath(tmpdir()) : await roomyDirectory())
  const directory = join(home.path, 'data')
  const password = randomBytes(16).toString('hex')
  let postmaster: Postmaster | undefined
  let port = await freePort()

  async function start(): Promise<void> {
    await using log = await open(join(home.path, 'log'), 'a', 0o600)
    const settings = { ...testSettings(port, fsync), ...options.settings }
    const started = await startPostmaster({ binaries, account, directory, settings, log: log.fd })
    if (!('pid' in started))
      throw new Error(`The test server did not start:\n${await readFile(join(home.path, 'log'), 'utf8')}`)
    postmaster = started
  }

  async function stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    await postmaster?.stop(mode)
  }

  async function signal(name: NodeJS.Signals): Promise<void> {
    for (const pid of await processesIn(directory)) send(pid, name)
  }

  try {
    if (process.getuid?.() === 0) await chown(home.path, account.uid, account.gid)
    const statements = [`alter role postgres password '${password}'`]
    await createCluster({ binaries, account, directory, statements, files: {}, fsync: false })
    await start().catch(async () => {
      // Another process took the port between check and start.
      port = await freePort()
      await start()
    })
  } catch (error) {
    await home[Symbol.asyncDispose]()
    throw error
  }

  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  return {
    url,
    port,
    start,
    stop,
    async restart(mode) {
      await stop(mode)
      await start()
    },
    async kill() {
      if (postmaster === undefined) return
      process.kill(postmaster.pid, 'SIGKILL')
      await postmaster.ended
      // Stopped processes could not notice it.
      await signal('SIGCONT')
      while ((await processesIn(directory)).length > 0) await delay(5)
    },
    async demote() {
      await stop()
      await writeFile(join(directory, 'standby.signal'), '')
      if (process.getuid?.() === 0) await chown(join(directory, 'standby.signal'), account.uid, account.gid)
      await start()
    },
    async promote() {
      const client = new pg.Client(url)
      await client.connect()
      await client.query('select pg_promote()')
      await client.end()
    },
    pause: async () => signal('SIGSTOP'),
    resume: async () => signal('SIGCONT'),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended since it was listed.
  }
}

function testSettings(port: number, fsync: boolean): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '300',
    shared_buffers: '64MB',
    // A vacuum in the template database would delay `create database`.
    autovacuum: 'off',
    ...(fsync ? {} : { fsync: 'off', full_page_writes: 'off', max_wal_size: '128MB' }),
  }
}
