import type pg from 'pg'
import type { Config } from '../config.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { Availability, type AvailabilityState } from './availability.ts'
import type { Connector } from './connector.ts'
import { Database } from './database.ts'
import { describeFailure } from './failures.ts'
import { Lanes } from './lanes.ts'
import { migrate } from './migrate.ts'
import { inTransaction } from './session.ts'
import type { SessionSetting } from './session-settings.ts'
import { sweep } from './sweep.ts'
import type { BatchingContext } from './row-reader.ts'
import type { DatabaseSource } from './source.ts'

export interface OpenDatabase extends AsyncDisposable {
  readonly availability: Availability
  readonly batching: BatchingContext
  readonly batchers: readonly { readonly name: string; readonly queued: number }[]
  readonly load: () => Database['load']
}

/** Assembles what reads and writes go through. Nothing connects before `availability.start()`. */
export function openDatabase(config: Config, source: DatabaseSource, logger: Logger, metrics: Metrics): OpenDatabase {
  const connector = (): Promise<Connector> => source.connector
  const onConnect = (outcome: 'ok' | 'failed'): void => metrics.connected(outcome)
  const log = availabilityLog(logger)
  const { read, write } = lanesOf(config.poolSize)
  const readLanes = new Lanes(read)
  const writeLanes = new Lanes(write, 'write')
  const sharedLanes = new Lanes(1, 'write')
  const largeLanes = new Lanes(1)
  const searchLanes = new Lanes(2)
  let hasRoles = false
  const availability = new Availability({
    connector,
    onConnect,
    prepare: async (client) => {
      const { settings } = (await connector()).target
      await migrate(client, (migration) => logger.info({ migration }, 'migration applied'), settings)
      if (config.identity !== undefined) hasRoles = await setGuards(client, settings, logger)
      const language = 'update search_settings set language = $1 where language <> $1'
      await inTransaction(client, settings, () => client.query(language, [config.searchLanguage]))
    },
    onChange: (state) => {
      log(state)
      for (const lanes of [readLanes, writeLanes, sharedLanes, largeLanes, searchLanes]) lanes.setOpen(state.up)
    },
  })
  const database = new Database({
    availability,
    connector,
    onConnect,
    hasRoles: () => hasRoles,
    poolSize: config.poolSize - 1,
    onRetry: (failure) => metrics.retried(failure),
    onSurprise: (statement, error) =>
      logger.error({ statement, reason: describeFailure(error) }, 'the database could not execute a statement'),
  })
  const batchers: { readonly name: string; readonly queued: number }[] = []
  const stopped = new AbortController()
  const sweeping = sweep(database, () => availability.state.up, stopped.signal)
  return {
    availability,
    batchers,
    load: () => database.load,
    batching: {
      database,
      readLanes,
      writeLanes,
      sharedLanes,
      largeLanes,
      searchLanes,
      maxQueue: config.maxQueue,
      observer: { ran: (name, size, seconds) => metrics.batchEnded(name, size, seconds) },
      onBatcher: (batcher) => batchers.push(batcher),
    },
    async [Symbol.asyncDispose]() {
      stopped.abort()
      // First, so that nothing waits for the database any more.
      await availability[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
      await sweeping
    },
  }
}

/** Logs when the database comes back, and each reason of an outage: the first one is often not the real cause. */
function availabilityLog(logger: Logger): (state: AvailabilityState) => void {
  const said = new Set<string>()
  return ({ up, reason }) => {
    if (up) {
      said.clear()
      logger.info('the database is up')
      if (reason !== '') logger.warn({ reason }, 'the database takes no writes; they wait for it')
    } else {
      logger[said.has(reason) ? 'debug' : 'warn']({ reason }, 'the database is away; requests wait for it')
      said.add(reason)
    }
  }
}

/** Whether each request can take a role, by which the database refuses what the policy should have refused. */
async function setGuards(client: pg.Client, settings: readonly SessionSetting[], logger: Logger): Promise<boolean> {
  const call = (): Promise<pg.QueryResult<{ readonly can: boolean }>> => client.query('select set_guards() as can')
  const { rows } = await inTransaction(client, settings, call)
  const can = rows[0]?.can === true
  if (!can) logger.warn('the database user may not create roles: the database guards against writes of readers alone')
  return can
}

/** One connection of the pool is the prober's and one is for work outside of batches; the rest are lanes. */
function lanesOf(poolSize: number): { read: number; write: number } {
  const lanes = poolSize - 2
  const read = Math.min(4, Math.max(1, Math.floor(lanes / 3)))
  return { read, write: Math.min(8, lanes - read) }
}
