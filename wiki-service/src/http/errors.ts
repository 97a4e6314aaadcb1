import type { FastifyInstance } from 'fastify'
import { CallerGone } from '../database/caller.ts'
import { Unavailable } from '../database/unavailable.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { type Answer, detail, send } from './answer.ts'
import { answersProblems, asProblem } from './problems.ts'
import { renderIssues, type Issue } from './validation/issue.ts'

/** Refuses the request with this status and text. */
export class Refused extends Error {
  readonly status: number
  readonly headers: Answer['headers']

  constructor(status: number, detail: string, headers?: Answer['headers']) {
    super(detail)
    this.status = status
    this.headers = headers
  }
}

/** The request was readable but its values are invalid: 422. */
export class Invalid extends Error {
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    super('invalid request')
    this.issues = issues
  }
}

/** Maps a thrown error to the answer of its request. */
export type ErrorAnswers = (error: unknown, requestId: string) => Answer

/** There is no 500: an unexpected failure is logged and answered 503, because a retry may succeed. */
export function errorAnswers(logger: Logger, metrics: Metrics): ErrorAnswers {
  return (error, requestId) => {
    if (error instanceof Invalid) return { status: 422, json: renderIssues(error.issues) }
    if (error instanceof Refused) return detail(error.status, error.message, error.headers)
    if (error instanceof Unavailable) {
      metrics.requestRefused(error.reason)
      return detail(503, details[error.reason], retrySoon)
    }
    // The client has left; nobody reads this answer.
    if (error instanceof CallerGone) return detail(503, 'Service not available', retrySoon)
    const status = statusOf(error)
    if (status >= 400 && status < 500) return detail(status, 'Bad Request')
    logger.error({ err: error, requestId }, 'a request failed unexpectedly')
    return detail(503, 'Service not available', retrySoon)
  }
}

/** Answers errors that handlers throw. */
export function answerErrors(app: FastifyInstance, answers: ErrorAnswers): void {
  app.setErrorHandler((error, request, reply) => {
    // Fastify would close the connection if the body was not read to its end, and a client that is still sending would
    // not see the answer.
    reply.removeHeader('connection')
    const answer = answers(error, request.id)
    return send(reply, answersProblems(request.url) ? asProblem(answer) : answer)
  })
}

const retrySoon = { 'retry-after': '1' }

const details = {
  database_away: 'Database not available',
  queue_full: 'Service overloaded',
  memory: 'Service overloaded',
} as const satisfies Record<Unavailable['reason'], string>

/** Errors of Fastify's own carry a status. */
function statusOf(error: unknown): number {
  return typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 0
}
