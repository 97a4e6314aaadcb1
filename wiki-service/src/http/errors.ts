import type { FastifyInstance, FastifyReply } from 'fastify'
import { Unavailable } from '../database/unavailable.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { holdUntilSent, largeAnswer } from './large-answers.ts'
import { renderIssues, type Issue } from './validation/issue.ts'

/** The request is refused with this status and text. */
export class Refused extends Error {
  readonly status: number

  constructor(status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

/** The request was read and its values are not acceptable: 422. */
export class Invalid extends Error {
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    super('invalid request')
    this.issues = issues
  }
}

export const userNotFound = '{"detail":"User not found"}'
export const postNotFound = '{"detail":"Post not found"}'

/** Answers what handlers throw. There is no 500: what nobody foresaw is logged and answered 503, since trying again may help. */
export function answerErrors(app: FastifyInstance, logger: Logger, metrics: Metrics): void {
  app.setErrorHandler((error, request, reply) => {
    // Fastify would close on a body that was not read to its end, and a client that still sends it would not see the answer.
    reply.removeHeader('connection')
    if (error instanceof Invalid) return sendJson(reply.code(422), renderIssues(error.issues))
    if (error instanceof Refused) return sendDetail(reply.code(error.status), error.message)
    if (error instanceof Unavailable) {
      metrics.requestRefused(error.reason)
      return sendDetail(reply.code(503).header('retry-after', '1'), details[error.reason])
    }
    const status = statusOf(error)
    if (status >= 400 && status < 500) return sendDetail(reply.code(status), 'Bad Request')
    logger.error({ err: error, requestId: request.id }, 'a request failed for a reason nobody foresaw')
    return sendDetail(reply.code(503).header('retry-after', '1'), 'Service not available')
  })
}

/** @throws Unavailable when too much that was answered before still waits for slow clients; not to POST, whose answer has its room */
export function sendJson(reply: FastifyReply, json: string | Buffer): FastifyReply {
  if (json.length > largeAnswer && reply.request.method !== 'POST') holdUntilSent(reply, json.length)
  return reply.header('content-type', 'application/json').send(json)
}

const details = {
  database_away: 'Database not available',
  queue_full: 'Service overloaded',
  memory: 'Service overloaded',
} as const satisfies Record<Unavailable['reason'], string>

function sendDetail(reply: FastifyReply, detail: string): FastifyReply {
  return sendJson(reply, JSON.stringify({ detail }))
}

/** Fastify's own refusals carry a status. */
function statusOf(error: unknown): number {
  return typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 0
}
