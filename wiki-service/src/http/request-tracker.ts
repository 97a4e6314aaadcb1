import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import { Caller } from '../database/caller.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Account } from './account/account.ts'
import type { Hold } from './account/hold.ts'
import { holdForRequest } from './account/request-hold.ts'
import { TooSlow } from './client-errors.ts'
import { unmapped } from './client-address.ts'
import type { RouteTemplates } from './route-templates.ts'
import { requestLog, type RequestLine } from '../telemetry/request-log.ts'

/** Receives an observation for each request and, if it has `ended`, a line for the log. */
export interface RequestObserver {
  started(): void
  ended(line: RequestLine): void
}

export function requestObserver(
  logger: Logger,
  level: 'info' | 'debug',
  metrics: Metrics,
  onRequest: () => void = () => {},
): RequestObserver {
  const log = requestLog(logger, level)
  return {
    started: () => {
      onRequest()
      metrics.requestStarted()
    },
    ended: (line) => {
      metrics.requestEnded(line.method, line.route, line.status, line.ms / 1000)
      log(line)
    },
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller that the answer is for. */
    caller: Caller
    /** The memory held for the request. */
    hold: Hold
  }
}

/** The client closed the connection before its answer was complete; the number is nginx's. */
export const clientClosedRequest = 499

/** Records one log line and one observation per request, by route template. Register before the routes. */
export function trackRequests(
  app: FastifyInstance,
  { requests, probes }: { readonly requests: RequestObserver; readonly probes: RequestObserver },
  metrics: Metrics,
  account: Account,
): void {
  app.decorateRequest('caller')
  app.decorateRequest('hold')
  app.addHook('onRoute', (route) => {
    const probe = /^\/(health|metrics)/.test(route.url)
    const { templates, usualStatuses } = route.config ?? {}
    const templateOf = templates?.of ?? (() => route.url)
    route.onRequest = [tracker(templateOf, probe ? probes : requests), ...[route.onRequest ?? []].flat()]
    const methods = !probe ? [route.method].flat().filter((method) => method !== 'HEAD') : []
    for (const method of methods)
      for (const template of templates?.all ?? [route.url]) metrics.routeAdded(method, template, usualStatuses)
  })
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404) track(request, reply, 'unmatched', requests)
    done()
  })

  function tracker(templateOf: RouteTemplates['of'], observer: RequestObserver): onRequestHookHandler {
    return (request, reply, done) => {
      track(request, reply, templateOf(request), observer)
      done()
    }
  }

  function track(request: FastifyRequest, reply: FastifyReply, route: string, observer: RequestObserver): void {
    const started = performance.now()
    observer.started()
    // Setting the header on the raw response would force a merge: 4 % of the service's CPU.
    void reply.header('x-request-id', request.id)
    // A socket forgets the address once its client has left.
    const client = request.socket.remoteAddress === undefined ? '' : unmapped(request.ip)
    const caller = new Caller(client)
    request.caller = caller
    const refuseSlowness = (): void => void app.server.emit('clientError', new TooSlow(), request.raw.socket)
    request.hold = holdForRequest(account, { request: request.raw, response: reply.raw, client, refuseSlowness })
    reply.raw.on('close', function (this: ServerResponse) {
      caller.leave()
      const status = this.writableFinished ? this.statusCode : clientClosedRequest
      const ms = performance.now() - started
      observer.ended({ requestId: request.id, method: request.method, route, status, ms, client })
    })
  }
}

const sane = /^[\w.:/+=-]{1,128}$/
const processPrefix = Math.random().toString(36).slice(2, 10)
let made = 0

/** The client's X-Request-Id if it is a short plain word; otherwise a new one. */
export function requestId(given: unknown): string {
  return typeof given === 'string' && sane.test(given) ? given : `${processPrefix}-${(made += 1).toString(36)}`
}
