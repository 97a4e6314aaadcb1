import type { ProblemRoutes } from '../../http/problem-routes.ts'
import { problem } from '../../http/problems.ts'
import { byPathUrl, pageAnswer, pageNotFound } from '../answers.ts'
import { readPath } from '../path.ts'
import { readId } from '../request.ts'
import type { PageStore } from '../store.ts'
import { getPage, getPageByPath } from './schemas.ts'

export function readRoutes(routes: ProblemRoutes, pages: PageStore): void {
  routes.add('GET', '/pages/:id', getPage, async (request) => {
    const page = await pages.byId(readId(request), request.deadline, request.caller)
    return page === undefined ? pageNotFound : pageAnswer(page)
  })

  routes.add('GET', '/pages/by-path/*', getPageByPath, async ({ params, deadline, caller }) => {
    const given = params['*'] ?? ''
    const canonical = readPath(given)
    if (canonical.kind === 'refused') return noPageAt
    const { path } = canonical
    const found = await pages.byPath(path, deadline, caller)
    if (found === undefined) return noPageAt
    if (found.kind === 'moved' || path !== given) {
      const location = byPathUrl(found.kind === 'moved' ? found.path : path)
      return { status: 301, json: JSON.stringify({ location }), headers: { location } }
    }
    return pageAnswer(found.page, { 'content-location': `/pages/${found.page.id}` })
  })
}

const noPageAt = problem('page-not-found', 'There is no page at this path.')
