import type { Config } from '../config.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { EmbeddedPostgres } from './embedded/embedded-postgres.ts'

/** Where the database is: known at once, or once the embedded server runs. */
export interface DatabaseSource extends AsyncDisposable {
  /** A connection string for node-postgres. */
  readonly url: Promise<string>
}

/** @returns at once; the embedded server starts meanwhile, and `url` rejects with the cause if it cannot */
export function databaseSource(database: Config['database'], logger: Logger): DatabaseSource {
  if (database.kind === 'external') return { url: Promise.resolve(database.url), [Symbol.asyncDispose]: async () => {} }
  const starting = startEmbedded(database.dataDirectory, logger)
  const url = starting.then((server) => server.connectionString)
  // It may fail before anybody waits for it.
  url.catch(() => {})
  return {
    url,
    [Symbol.asyncDispose]: async () => (await starting.catch(() => undefined))?.[Symbol.asyncDispose](),
  }
}

async function startEmbedded(dataDirectory: string, logger: Logger): Promise<EmbeddedPostgres> {
  // Who names a database does not load it.
  const { startEmbeddedPostgres } = await import('./embedded/embedded-postgres.ts')
  return startEmbeddedPostgres({ dataDirectory, log: (message) => logger.info(message) })
}
