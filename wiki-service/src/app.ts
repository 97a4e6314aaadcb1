import fastify, { type FastifyInstance } from 'fastify'
import type { Health } from './health/health.ts'
import { healthRoutes } from './health/routes.ts'
import type { Members } from './identity/members.ts'
import { Gate } from './http/access/gate.ts'
import type { Account } from './http/account/account.ts'
import type { ConnectionRoom } from './http/account/connection-room.ts'
import { keepRawBodies } from './http/body.ts'
import { clientAddress } from './http/client-address.ts'
import { bodyCollector } from './http/collect-body.ts'
import { Endpoints } from './http/endpoints.ts'
import { answerErrors, errorAnswers } from './http/errors.ts'
import { limitsFor } from './http/limits.ts'
import { answerUnknown } from './http/not-found.ts'
import type { PlainContext } from './http/plain/plain-context.ts'
import { PlainRoutes } from './http/plain/plain-routes.ts'
import { PlainServer } from './http/plain/plain-server.ts'
import { readPathPrefix } from './http/path-prefix.ts'
import { explanationRoutes } from './http/problem-explanations.ts'
import { ProblemRoutes } from './http/problem-routes.ts'
import { requestId, requestObserver, trackRequests } from './http/request-tracker.ts'
import { routableAddress } from './http/routable-address.ts'
import { siteRoutes, type SiteSources } from './http/site/routes.ts'
import { answerUnusual } from './http/unusual-requests.ts'
import { queryTexts } from './http/validation/percent-text.ts'
import { validateBySchema } from './http/validator.ts'
import type { Markdown } from './markdown/markdown.ts'
import { pageRoutes } from './pages/routes/routes.ts'
import type { PageStore } from './pages/store.ts'
import { postRoutes } from './posts/routes.ts'
import type { PostStore } from './posts/store.ts'
import { diffRoutes } from './preview/diff-routes.ts'
import type { PageHtml } from './preview/page-html.ts'
import { previewRoutes } from './preview/routes.ts'
import { searchRoutes } from './search/routes.ts'
import type { SearchStore } from './search/store.ts'
import type { Logger } from './telemetry/logger.ts'
import type { Metrics } from './telemetry/metrics.ts'
import { metricsRoute } from './telemetry/route.ts'
import { userRoutes } from './users/routes.ts'
import { forPeople } from './web/guard.ts'
import { plainPages } from './web/plain-pages.ts'
import { plainSearch } from './web/plain-search.ts'
import { wikiRoutes } from './web/routes.ts'
import type { Wiki } from './web/wiki.ts'
import type { UserStore } from './users/store.ts'

export interface Dependencies {
  readonly users: UserStore
  readonly posts: PostStore
  readonly pages: PageStore
  readonly pageHtml: PageHtml
  readonly search: SearchStore
  readonly markdown: Markdown
  readonly health: Health
  readonly metrics: Metrics
  /** Returns the text of /metrics. */
  readonly metricsPage: () => Promise<string>
  readonly site: SiteSources
  /** Who may sign in; undefined in open mode. */
  readonly members: Members | undefined
  /** Pages to read and edit in a browser. */
  readonly wiki: Wiki
  readonly logger: Logger
  /** Called for each request as it arrives, except those of probes. */
  readonly onRequest: () => void
  readonly requestDeadlineMs: number
  readonly trustProxy: readonly string[]
  readonly account: Account
  readonly room: ConnectionRoom
  /** Bytes of large bodies that may be worked on at once. */
  readonly workedOnBytes: number
}

/** The HTTP interface: the routes, and how requests are read, answered, logged and counted. Does no I/O of its own. */
export function buildApp(dependencies: Dependencies): FastifyInstance {
  const { users, posts, pages, pageHtml, search, markdown, health, metrics, metricsPage, site, wiki, members } =
    dependencies
  const { logger, onRequest, requestDeadlineMs, trustProxy, account, room, workedOnBytes } = dependencies
  const requests = requestObserver(logger, 'info', metrics, onRequest)
  const probes = requestObserver(logger, 'debug', metrics)
  const answers = errorAnswers(logger, metrics)
  const gate = members && new Gate(members)
  const routes = new PlainRoutes(gate)
  const plain: PlainContext = {
    routes,
    requests,
    account,
    room,
    errorAnswers: answers,
    isDraining: () => health.draining,
    clientOf: clientAddress(trustProxy),
  }
  const app = fastify({
    logger: false,
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    serverFactory: (listener) => {
      const server = new PlainServer(plain, listener, limitsFor(requestDeadlineMs))
      health.onDrain(() => server.askToLeave())
      return server
    },
    // The server's connections answer these errors themselves, in order.
    clientErrorHandler: () => {},
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    rewriteUrl: ({ url, headers }) => routableAddress(url ?? '/', headers.accept),
    routerOptions: { maxParamLength: 16_384, querystringParser: queryTexts },
  })
  trackRequests(app, { requests, probes }, metrics, account)
  answerErrors(app, answers)
  gate?.watch(app)
  readPathPrefix(app, trustProxy)
  answerUnusual(app)
  answerUnknown(app)
  keepRawBodies(app, bodyCollector(workedOnBytes))
  validateBySchema(app)
  const endpoints = new Endpoints(app, routes, requestDeadlineMs)
  userRoutes(endpoints, users)
  postRoutes(endpoints, posts)
  const problemRoutes = new ProblemRoutes(app, routes, requestDeadlineMs)
  explanationRoutes(problemRoutes)
  pageRoutes(problemRoutes, pages, pageHtml)
  previewRoutes(problemRoutes, pageHtml)
  searchRoutes(problemRoutes, search)
  diffRoutes(problemRoutes, pages, markdown)
  healthRoutes(app, health)
  metricsRoute(app, metricsPage)
  const people = forPeople(wiki, answers)
  siteRoutes(app, site, wiki, people)
  wikiRoutes(app, wiki, logger, people)
  plainPages(routes, wiki, answers)
  plainSearch(routes, wiki, answers)
  return app
}
