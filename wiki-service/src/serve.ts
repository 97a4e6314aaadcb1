import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { creationCounters } from './database/creation-counters.ts'
import { openDatabase } from './database/open.ts'
import { databaseSource } from './database/source.ts'
import { Health } from './health/health.ts'
import { drain } from './http/drain.ts'
import { Account } from './http/account/account.ts'
import { ConnectionRoom, connectionCost } from './http/account/connection-room.ts'
import { memoryBudget, memoryLimit } from './http/account/memory-budget.ts'
import { Connections, listen } from './http/listen.ts'
import { welcomeFirstAdmin } from './identity/first-admin.ts'
import { openMembers } from './identity/members.ts'
import { Markdown } from './markdown/markdown.ts'
import { pageStore } from './pages/store.ts'
import { markdownWork } from './pages/text-work.ts'
import { postStore } from './posts/store.ts'
import { pageHtml } from './preview/page-html.ts'
import { pendingPages } from './search/pending.ts'
import { searchStore } from './search/store.ts'
import { stopSignal } from './stop-signal.ts'
import type { Log } from './telemetry/logger.ts'
import { Metrics } from './telemetry/metrics.ts'
import { userStore } from './users/store.ts'
import { openWiki } from './web/open-wiki.ts'

/**
 * Serves until SIGTERM or SIGINT, then stops without losing a request.
 * @throws if the port is unavailable or the embedded database cannot start
 */
export async function serve(config: Config, log: Log, version: string): Promise<void> {
  const { logger } = log
  const stopped = stopSignal()
  await using scope = new AsyncDisposableStack()
  const metrics = new Metrics()
  const source = scope.use(databaseSource(config.database, logger))
  const { availability, batching, batchers, load } = scope.use(openDatabase(config, source, logger, metrics))
  const markdown = scope.use(
    new Markdown({
      markdownJobEnded: (job, outcome) => metrics.markdownJobEnded(job, outcome),
      markdownThreadFailed: (error) => logger.error({ err: error }, 'a Markdown thread failed'),
    }),
  )
  const budget = memoryBudget(memoryLimit(config.memoryLimitMib, process.constrainedMemory()), config.maxConnections)
  if (!budget.isEnough)
    logger.warn({ limitMib: budget.limit / 2 ** 20 }, 'the memory limit is low: large requests may exceed it')
  const account = new Account(budget.held, (reason) => metrics.clientEvicted(reason))
  const room = new ConnectionRoom(budget.connections * connectionCost.plain, () => metrics.clientEvicted('connections'))
  const health = new Health(() => availability.state, config.readinessGraceMs)
  const connections = new Connections()
  const creations = creationCounters(batching)
  const members = config.identity && openMembers(batching, config.identity, config.requestDeadlineMs)
  const users = userStore(batching)
  const text = markdownWork(markdown, config.requestDeadlineMs / 2)
  const pending = pendingPages(batching, (content) => text.outline(content), config.requestDeadlineMs)
  const search = searchStore(batching, pending)
  const pages = pageStore(
    batching,
    text,
    (outcome) => metrics.pageWritten(outcome),
    (id) => pending.added(id),
  )
  const app = buildApp({
    users,
    posts: postStore(batching),
    pages,
    pageHtml: pageHtml(markdown, batching),
    search,
    markdown,
    health,
    metrics,
    metricsPage: metrics.page({
      openConnections: () => connections.open,
      memoryLimit: budget.limit,
      held: () => ({
        connections: { bytes: room.bytes, most: room.capacity },
        data: { bytes: account.held, most: account.capacity },
      }),
      pool: load,
      poolSize: config.poolSize,
      batchers: () => batchers,
      databaseUp: () => availability.state.up,
      ready: () => health.readiness().ready,
      creations,
      lostLogLines: log.lostLines,
      version,
      revision: config.revision,
    }),
    site: { creations, dashboardPath: config.dashboardPath },
    members,
    wiki: openWiki(batching, markdown, {
      members,
      users,
      pages,
      search,
      requestDeadlineMs: config.requestDeadlineMs,
      isDatabaseAway: () => !availability.state.up,
    }),
    logger,
    onRequest: connections.countRequest,
    requestDeadlineMs: config.requestDeadlineMs,
    trustProxy: config.trustProxy,
    account,
    room,
    workedOnBytes: budget.workedOn,
  })
  connections.watch(app.server)
  scope.defer(async () => {
    // After a drain nothing is left to close; after a failed start there is nobody to wait for.
    app.server.closeAllConnections()
    await app.close()
  })
  // Listen first, so that liveness answers whatever the database does.
  const url = await listen(app, config, logger)
  await Promise.race([stopped, source.connector])
  availability.start()
  if (members !== undefined) {
    const stopping = new AbortController()
    scope.defer(() => stopping.abort())
    void welcomeFirstAdmin(members, members.config.url ?? url, logger, stopping.signal)
  }
  const signal = await stopped
  logger.info({ signal }, 'draining')
  await drain(app, connections, health, {
    drainMs: config.drainMs,
    drainLimitMs: config.drainLimitMs,
    requestDeadlineMs: config.requestDeadlineMs,
    hurry: signal === 'SIGINT',
  })
  logger.info('stopped')
}
