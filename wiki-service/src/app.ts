import fastify, { type FastifyInstance } from 'fastify'
import type { Health } from './health/health.ts'
import { healthRoutes } from './health/routes.ts'
import { keepRawBodies } from './http/body.ts'
import { answerClientError } from './http/client-errors.ts'
import { answerErrors } from './http/errors.ts'
import { answerUnknown } from './http/not-found.ts'
import { requestId, trackRequests } from './http/request-tracker.ts'
import { routableTarget } from './http/request-target.ts'
import { siteRoutes, type SiteSources } from './http/site/routes.ts'
import { answerUnusual } from './http/unusual-requests.ts'
import { queryTexts } from './http/validation/percent-text.ts'
import { validateBySchema } from './http/validator.ts'
import { postRoutes } from './posts/routes.ts'
import type { PostStore } from './posts/store.ts'
import type { Logger } from './telemetry/logger.ts'
import type { Metrics } from './telemetry/metrics.ts'
import { metricsRoute } from './telemetry/route.ts'
import { userRoutes } from './users/routes.ts'
import type { UserStore } from './users/store.ts'

export interface Dependencies {
  readonly users: UserStore
  readonly posts: PostStore
  readonly health: Health
  readonly metrics: Metrics
  /** The text of /metrics. */
  readonly metricsPage: () => Promise<string>
  readonly site: SiteSources
  readonly logger: Logger
  readonly requestDeadlineMs: number
  readonly trustProxy: readonly string[]
}

/** The HTTP interface: routes and how requests are read, answered, logged and counted. Does no I/O of its own. */
export function buildApp(dependencies: Dependencies): FastifyInstance {
  const { users, posts, health, metrics, metricsPage, site, logger, requestDeadlineMs, trustProxy } = dependencies
  const app = fastify({
    logger: false,
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    genReqId: requestId,
    clientErrorHandler: answerClientError,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
    // A client that reads nothing of its answer.
    connectionTimeout: 60_000,
    // Longer than any proxy in front keeps an idle connection (Traefik: 90 s): the proxy closes first, so no request is lost.
    keepAliveTimeout: 95_000,
    http: { headersTimeout: 15_000, requireHostHeader: false },
    rewriteUrl: ({ url }) => routableTarget(url ?? '/'),
    routerOptions: { maxParamLength: 16_384, querystringParser: queryTexts },
  })
  const deadline = (): number => performance.now() + requestDeadlineMs
  trackRequests(app, logger, metrics, health)
  answerErrors(app, logger, metrics)
  answerUnusual(app)
  answerUnknown(app)
  keepRawBodies(app)
  validateBySchema(app)
  userRoutes(app, users, deadline)
  postRoutes(app, posts, deadline)
  healthRoutes(app, health)
  metricsRoute(app, metricsPage)
  siteRoutes(app, site)
  return app
}
