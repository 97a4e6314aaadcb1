import type { ProblemRoutes } from '../../http/problem-routes.ts'
import type { PageStore } from '../store.ts'
import { actionRoutes } from './action-routes.ts'
import { listRoutes } from './list-routes.ts'
import { readRoutes } from './read-routes.ts'
import { revisionRoutes } from './revision-routes.ts'
import { writeRoutes } from './write-routes.ts'

export function pageRoutes(routes: ProblemRoutes, pages: PageStore, html: Parameters<typeof readRoutes>[2]): void {
  readRoutes(routes, pages, html)
  writeRoutes(routes, pages)
  actionRoutes(routes, pages)
  listRoutes(routes, pages)
  revisionRoutes(routes, pages)
}
