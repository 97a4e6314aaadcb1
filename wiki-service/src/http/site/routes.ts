import type { FastifyInstance } from 'fastify'
import type { Wiki } from '../../web/wiki.ts'
import { apiPageRoute } from './api-page.ts'
import { aboutPageRoute, type AboutPageSources } from './about-page.ts'
import { frontPageRoute } from './front-page.ts'
import { siteFileRoutes } from './site-files.ts'

export type SiteSources = AboutPageSources

/** Pages and descriptions: the front page, the page about this server, the API page, the OpenAPI description. */
export function siteRoutes(app: FastifyInstance, sources: SiteSources, wiki: Wiki, options: object): void {
  frontPageRoute(app, wiki, options)
  aboutPageRoute(app, sources)
  apiPageRoute(app)
  siteFileRoutes(app, wiki.assets)
}
