import type { FastifyInstance } from 'fastify'
import { Assets } from '../../web/assets.ts'
import { apiPageRoute } from './api-page.ts'
import { frontPageRoute, type FrontPageSources } from './front-page.ts'
import { siteFileRoutes } from './site-files.ts'

export type SiteSources = FrontPageSources

/** What people and their tools read: the front page, the API page, the OpenAPI description. */
export function siteRoutes(app: FastifyInstance, sources: SiteSources): void {
  frontPageRoute(app, sources)
  apiPageRoute(app)
  siteFileRoutes(app, new Assets())
}
