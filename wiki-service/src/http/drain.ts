import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Health } from '../health/health.ts'
import type { Connections } from './listen.ts'

export interface DrainOptions {
  /** Keep serving until no request has come for so long: whoever routes to us learns of our end later than we do. */
  readonly drainMs: number
  /** But not longer than this, while requests still come. */
  readonly drainLimitMs: number
  /** A request under way may take so long. */
  readonly requestDeadlineMs: number
  /** Somebody at a terminal waits: be done as soon as nothing is connected, and whoever is connected was told. */
  readonly hurry: boolean
}

const lookMs = 50

/**
 * Stops serving without losing a request: unready first, then every answer sends its client elsewhere (`Connection: close`), and only
 * when no more requests come the port is closed and those under way are waited for.
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
    // While a starved process did not run, it has not seen whether requests came: that time counts for little.
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

/** A timer fires before what has arrived by then is read: connections are accepted in the first turn, and read from in the next. */
async function arrivalsRead(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await nextTurn()
}
