import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Health } from '../health/health.ts'
import type { Connections } from './listen.ts'

export interface DrainOptions {
  /**
   * Serve until no request has arrived for this long: load balancers learn that the service is stopping later than the
   * service does.
   */
  readonly drainMs: number
  /** Upper bound of that wait while requests keep arriving. */
  readonly drainLimitMs: number
  /** The longest that a request in progress may take. */
  readonly requestDeadlineMs: number
  /** A person at a terminal is waiting: finish once every client has been told and has disconnected. */
  readonly hurry: boolean
}

const lookMs = 50

/**
 * Stops serving without losing a request. Readiness fails first, then every answer sends its client elsewhere
 * (`Connection: close`). When no more requests arrive, the port closes and the requests in progress finish.
 */
export async function drain(
  app: FastifyInstance,
  connections: Connections,
  health: Health,
  { drainMs, drainLimitMs, requestDeadlineMs, hurry }: DrainOptions,
): Promise<void> {
  health.drain()
  const limit = performance.now() + (hurry ? drainMs : Math.max(drainMs, drainLimitMs))
  for (let quietMs = 0, seen = connections.requests; quietMs < drainMs && performance.now() < limit;) {
    const began = performance.now()
    await sleep(Math.min(lookMs, drainMs))
    await arrivalsRead()
    if (hurry) app.server.closeIdleConnections()
    if (hurry && connections.open === 0) break
    // A starved process cannot see whether requests arrived while it did not run, so that time counts for little.
    quietMs = connections.requests === seen ? quietMs + Math.min(performance.now() - began, 2 * lookMs) : 0
    seen = connections.requests
  }
  const closing = setInterval(() => void closeIdle(app), lookMs)
  const cut = setTimeout(() => app.server.closeAllConnections(), requestDeadlineMs + 1_000)
  await app.close()
  clearInterval(closing)
  clearTimeout(cut)
}

async function closeIdle(app: FastifyInstance): Promise<void> {
  await arrivalsRead()
  app.server.closeIdleConnections()
}

/**
 * A timer fires before the data that has arrived by then is read: the first turn accepts connections, the next one
 * reads from them.
 */
async function arrivalsRead(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await nextTurn()
}
