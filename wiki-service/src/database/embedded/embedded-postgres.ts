import { locateBinaries } from './binaries.ts'
import { openCluster } from './cluster.ts'
import { prepareDataDirectory } from './data-directory.ts'
import { lockDirectory } from './directory-lock.ts'
import { explainFailure } from './failure-message.ts'
import type { PostmasterEnd } from './postmaster.ts'
import { openServerLog } from './server-log.ts'
import { serverSettings } from './server-settings.ts'
import { clientDirectory, socketPort } from './socket.ts'
import { supervise } from './supervisor.ts'

export type EmbeddedPostgresOptions = {
  /** Created if missing. Contains the database in `postgres/` and the server's log in `postgres.log`. */
  readonly dataDirectory: string
  /** Receives one line for each change of state, and for work that takes longer than two seconds. */
  readonly log: (message: string) => void
  /** PostgreSQL ended on its own. It is already being restarted. */
  readonly onUnexpectedEnd?: (end: PostmasterEnd) => void
}

export type EmbeddedPostgres = AsyncDisposable & {
  /**
   * For node-postgres and psql: a unix socket, scram, a generated password. Remains valid across restarts of
   * PostgreSQL.
   */
  readonly connectionString: string
  /** Fast shutdown; immediate after 15 s. A second call waits for the first. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL in a directory, creates the database the first time, and keeps it running until `stop()`.
 * @throws EmbeddedPostgresError if it cannot; nothing is left running in that case
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDirectory, log } = options
  await using starting = new AsyncDisposableStack()
  try {
    const binaries = await locateBinaries()
    const data = await prepareDataDirectory(dataDirectory)
    starting.use(await lockDirectory(data.path, dataDirectory))
    const { account, password } = await openCluster(binaries, data, log)
    const serverLog = starting.use(await openServerLog(data.serverLog))
    const { path } = starting.use(await clientDirectory(data.cluster))
    const plan = { binaries, account, directory: data.cluster, settings: serverSettings }
    starting.use(await supervise({ ...options, plan, serverLog }))
    const running = starting.move()
    let stopped: Promise<void> | undefined
    const stop = async (): Promise<void> => (stopped ??= running.disposeAsync())
    return {
      connectionString: `postgres://wiki:${password}@/wiki?host=${encodeURIComponent(path)}&port=${socketPort}`,
      stop,
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    throw explainFailure(error, dataDirectory)
  }
}
