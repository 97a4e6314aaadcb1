import type pg from 'pg'
import type { Config } from '../config.ts'
import { StartFailure } from '../start-failure.ts'
import type { Logger } from '../telemetry/logger.ts'
import { bounds } from './bounds.ts'
import { describeFailure } from './failures.ts'
import { migrate, MigrationRefused } from './migrate.ts'
import { databaseSource } from './source.ts'

/**
 * Runs the migrations and returns. @throws StartFailure if the database cannot be reached or does not fit this version
 */
export async function migrateOnce(config: Config, logger: Logger): Promise<void> {
  await using source = databaseSource(config.database, logger)
  let client: pg.Client | undefined
  try {
    const connector = await source.connector
    client = await connector.open(() => connector.client({ queryTimeoutMs: bounds.queryTimeoutMs }))
    const { settings } = connector.target
    await migrate(client, (migration) => logger.info({ migration }, 'migration applied'), settings)
    logger.info('the database is up to date')
  } catch (error) {
    if (error instanceof MigrationRefused) throw new StartFailure(error.message, { cause: error })
    if (error instanceof StartFailure) throw error
    throw new StartFailure(`cannot migrate the database: ${describeFailure(error)}`, { cause: error })
  } finally {
    await client?.end()
  }
}
