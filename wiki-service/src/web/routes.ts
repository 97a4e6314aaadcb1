import type { FastifyInstance } from 'fastify'
import type { Logger } from '../telemetry/logger.ts'
import { accountRoutes } from './routes/accounts/accounts.ts'
import { listRoutes } from './routes/lists.ts'
import { peopleRoutes } from './routes/people.ts'
import { preferenceRoutes } from './routes/preferences.ts'
import { searchPageRoute } from './routes/search.ts'
import { trashRoutes } from './routes/trash.ts'
import { wikiPathRoutes } from './routes/wiki-paths.ts'
import type { PeopleOptions } from './guard.ts'
import type { Wiki } from './wiki.ts'

/** The wiki in a browser. @param options of every route for people */
export function wikiRoutes(app: FastifyInstance, wiki: Wiki, logger: Logger, options: PeopleOptions): void {
  accountRoutes(app, wiki, logger, options)
  listRoutes(app, wiki, options)
  peopleRoutes(app, wiki, options)
  preferenceRoutes(app, wiki, options)
  trashRoutes(app, wiki, options)
  searchPageRoute(app, wiki, options)
  wikiPathRoutes(app, wiki, options)
}
