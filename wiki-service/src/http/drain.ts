import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Health } from '../health/health.ts'
import type { Connections } from './listen.ts'

export interface DrainOptions {
  /** Keep serving at least so long: whoever routes to us learns of our end later than we do. */
  readonly drainMs: number
  /** A request under way may take so long. */
  readonly requestDeadlineMs: number
  /** Somebody at a terminal waits: be done as soon as nothing is connected. */
  readonly hurry: boolean
}

const lookMs = 50
/** Whoever has connected just now may be about to send something. */
const unusedMs = 250

/**
 * Stops serving without losing a request: unready first, then every answer sends its client elsewhere (`Connection: close`), and only
 * then the port is closed and requests under way are waited for.
 */
export async function drain(
  app: FastifyInstance,
  connections: Connections,
  health: Health,
  { drainMs, requestDeadlineMs, hurry }: DrainOptions,
): Promise<void> {
  health.drain()
  const closeIdle = (): void => {
    app.server.closeIdleConnections()
    connections.closeUnused()
  }
  const end = performance.now() + drainMs
  while (performance.now() < end) {
    if (hurry) closeIdle()
    if (hurry && connections.open === 0) break
    await sleep(Math.min(lookMs, Math.max(1, end - performance.now())))
  }
  const closing = setInterval(closeIdle, unusedMs)
  const cut = setTimeout(() => app.server.closeAllConnections(), requestDeadlineMs + 1_000)
  await app.close()
  clearInterval(closing)
  clearTimeout(cut)
}
