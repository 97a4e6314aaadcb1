import type { FastifyInstance } from 'fastify'
import * as Type from 'typebox'
import type { Health } from './health.ts'

/** For Kubernetes. Live: the event loop turns. Startup: the database is migrated. Ready: requests will be served. */
export function healthRoutes(app: FastifyInstance, health: Health): void {
  app.get('/health/live', { schema: live }, () => ({ status: 'alive' }))

  app.get('/health/startup', { schema: startup }, (_request, reply) =>
    health.started ? { status: 'started' } : reply.code(503).header('retry-after', '1').send({ detail: 'Starting' }),
  )

  app.get('/health/ready', { schema: ready }, (_request, reply) => {
    const { ready, ...why } = health.readiness()
    return ready ? { status: 'ready' } : reply.code(503).header('retry-after', '1').send(why)
  })
}

const status = (word: string) => Type.Object({ status: Type.Literal(word) })

const live = {
  operationId: 'live',
  tags: ['health'],
  summary: 'Whether the process answers',
  response: { 200: status('alive') },
}

const startup = {
  operationId: 'startup',
  tags: ['health'],
  summary: 'Whether the database has been reached and migrated',
  response: { 200: status('started'), 503: Type.Object({ detail: Type.String() }) },
}

const ready = {
  operationId: 'ready',
  tags: ['health'],
  summary: 'Whether this replica wants traffic',
  response: {
    200: status('ready'),
    503: Type.Object({ detail: Type.String(), reason: Type.String(), since: Type.String({ format: 'date-time' }) }),
  },
}
