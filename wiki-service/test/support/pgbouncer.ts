import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { chooseAccount } from '../../src/database/embedded/account.ts'
import { locateBinaries } from '../../src/database/embedded/binaries.ts'
import { freePort } from './free-port.ts'
import { scratchDirectory } from './scratch-directory.ts'
import { until } from './until.ts'

export interface PgBouncer extends AsyncDisposable {
  /** The database's address, through the pooler. */
  readonly url: string
  /** Breaks its clients' connections, and accepts new ones a moment later. */
  restart(): Promise<void>
}

/**
 * Debian's PgBouncer before a database, with its defaults except for the pool mode, and a wait of 1 s instead of 15
 * before it reconnects.
 */
export async function startPgBouncer(databaseUrl: string, poolMode: 'session' | 'transaction'): Promise<PgBouncer> {
  // Like PostgreSQL, it refuses to run as root.
  const { uid, gid } = await chooseAccount(await locateBinaries())
  const directory = await scratchDirectory(process.getuid?.() === 0 ? uid : undefined)
  const port = await freePort()
  const { hostname, port: serverPort, username, password, pathname } = new URL(databaseUrl)
  const file = join(directory.path, 'pgbouncer.ini')
  const server = `host=${hostname} port=${serverPort} dbname=${pathname.slice(1)} user=${username} password=${password}`
  await writeFile(
    file,
    `[databases]\nwiki = ${server}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\n` +
      `auth_type = any\npool_mode = ${poolMode}\nserver_login_retry = 1\nlogfile = ${join(directory.path, 'log')}\n`,
  )
  if (process.getuid?.() === 0) await chown(file, uid, gid)
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    const ids = process.getuid?.() === 0 ? { uid, gid } : {}
    child = spawn('/usr/sbin/pgbouncer', ['--quiet', file], { ...ids, cwd: '/', stdio: 'ignore' })
    const failed = once(child, 'error').then(([error]: unknown[]) => Promise.reject(error as Error))
    await Promise.race([failed, until('PgBouncer listens', () => listens(port))])
  }

  async function stop(): Promise<void> {
    if (child === undefined || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  await start()
  return {
    url: `postgres://anybody@127.0.0.1:${port}/wiki`,
    async restart() {
      await stop()
      await start()
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await directory[Symbol.asyncDispose]()
    },
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
