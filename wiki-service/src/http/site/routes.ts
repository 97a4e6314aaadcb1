import type { FastifyInstance } from 'fastify'
import type { Wiki } from '../../web/wiki.ts'
import { apiPageRoute } from './api-page.ts'
import { aboutPageRoute, type AboutPageSources } from './about-page.ts'
import { frontPageRoute } from './front-page.ts'
import { siteFileRoutes } from './site-files.ts'

export type SiteSources = AboutPageSources

/** What people and their tools read: the front page, what this server is, the API page, the OpenAPI description. */
export function siteRoutes(app: FastifyInstance, sources: SiteSources, wiki: Wiki, options: object): void {
  frontPageRoute(app, wiki, options)
  aboutPageRoute(app, sources)
  apiPageRoute(app)
  siteFileRoutes(app, wiki.assets)
}
