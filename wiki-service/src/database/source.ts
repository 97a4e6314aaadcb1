import type { Config } from '../config.ts'
import type { Logger } from '../telemetry/logger.ts'
import { Connector } from './connector.ts'
import type { EmbeddedPostgres } from './embedded/embedded-postgres.ts'
import { parametersOf, targetOf } from './target.ts'

/** Where the database is: known immediately, or once the embedded server runs. */
export interface DatabaseSource extends AsyncDisposable {
  readonly connector: Promise<Connector>
}

/**
 * @returns immediately; the embedded server starts in the background, and `connector` rejects with the cause if it
 * cannot
 */
export function databaseSource(database: Config['database'], logger: Logger): DatabaseSource {
  if (database.kind === 'external') {
    const connector = Promise.resolve(new Connector(database.target, database.pooler))
    return { connector, [Symbol.asyncDispose]: async () => {} }
  }
  const starting = startEmbedded(database.dataDirectory, logger)
  const connector = starting.then((server) => new Connector(targetOf(parametersOf(server.connectionString))))
  // It may fail before anything waits for it.
  connector.catch(() => {})
  return {
    connector,
    [Symbol.asyncDispose]: async () => (await starting.catch(() => undefined))?.[Symbol.asyncDispose](),
  }
}

async function startEmbedded(dataDirectory: string, logger: Logger): Promise<EmbeddedPostgres> {
  // Not loaded when a database is configured.
  const { startEmbeddedPostgres } = await import('./embedded/embedded-postgres.ts')
  return startEmbeddedPostgres({ dataDirectory, log: (message) => logger.info(message) })
}
