import pg from 'pg'
import type { Config } from '../config.ts'
import { StartFailure } from '../start-failure.ts'
import type { Logger } from '../telemetry/logger.ts'
import { connectionSettings } from './connection-settings.ts'
import { describeFailure } from './failures.ts'
import { migrate, MigrationRefused } from './migrate.ts'
import { databaseSource } from './source.ts'

/** Runs the migrations and leaves. @throws StartFailure when the database cannot be reached or is not one for this version */
export async function migrateOnce(config: Config, logger: Logger): Promise<void> {
  await using source = databaseSource(config.database, logger)
  const client = new pg.Client(connectionSettings(await source.url))
  client.on('error', () => {})
  try {
    await client.connect()
    await migrate(client, (migration) => logger.info({ migration }, 'migration applied'))
    logger.info('the database is up to date')
  } catch (error) {
    if (error instanceof MigrationRefused) throw new StartFailure(error.message, { cause: error })
    throw new StartFailure(`cannot migrate the database: ${describeFailure(error)}; check DATABASE_URL`, {
      cause: error,
    })
  } finally {
    await client.end()
  }
}
