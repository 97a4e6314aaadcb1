import type { FastifyInstance } from 'fastify'

/** GET /metrics, in Prometheus' text format. */
export function metricsRoute(app: FastifyInstance, page: () => Promise<string>): void {
  app.get('/metrics', { schema }, async (_request, reply) =>
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(await page()),
  )
}

const schema = {
  operationId: 'metrics',
  tags: ['operations'],
  summary: 'Metrics for Prometheus',
  response: { 200: { type: 'string' } },
}
