import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Health } from '../health/health.ts'

export interface DrainOptions {
  /** Keep serving at least so long: whoever routes to us learns of our end later than we do. */
  readonly drainMs: number
  /** A request under way may take so long. */
  readonly requestDeadlineMs: number
  /** Somebody at a terminal waits: be done as soon as nothing is connected. */
  readonly hurry: boolean
}

/**
 * Stops serving without losing a request: unready first, then every answer sends its client elsewhere (`Connection: close`), and only
 * then the port is closed and requests under way are waited for.
 */
export async function drain(
  app: FastifyInstance,
  health: Health,
  { drainMs, requestDeadlineMs, hurry }: DrainOptions,
): Promise<void> {
  health.drain()
  const end = performance.now() + drainMs
  while (performance.now() < end) {
    if (hurry) {
      app.server.closeIdleConnections()
      if ((await connections(app)) === 0) break
    }
    await sleep(Math.min(50, Math.max(1, end - performance.now())))
  }
  const cut = setTimeout(() => app.server.closeAllConnections(), requestDeadlineMs + 1_000)
  await app.close()
  clearTimeout(cut)
}

function connections(app: FastifyInstance): Promise<number> {
  return new Promise((resolve) => app.server.getConnections((error, count) => resolve(error ? 0 : count)))
}
