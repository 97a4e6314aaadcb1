import { ok } from '../../http/answer.ts'
import type { ProblemRoutes } from '../../http/problem-routes.ts'
import { problem } from '../../http/problems.ts'
import { etag, pageNotFound } from '../answers.ts'
import { isHidden } from '../hidden.ts'
import { readLimit, readNumber } from '../list-query.ts'
import { readId } from '../request.ts'
import type { PageStore } from '../store.ts'
import { getRevision, listRevisions } from './schemas.ts'

export function revisionRoutes(routes: ProblemRoutes, pages: PageStore): void {
  routes.add('GET', '/pages/:id/revisions', listRevisions, async (request) => {
    const id = readId(request)
    const limit = readLimit(request)
    const list = await pages.revisions(id, { after: readNumber(request, 'after') ?? 0, limit }, request.deadline)
    if (list === undefined || (await isHidden(pages, id, request))) return pageNotFound
    const link = `</pages/${id}/revisions?limit=${limit}&after=${list.next}>; rel="next"`
    return { ...ok(list.json), ...(list.next !== null && { headers: { link } }) }
  })

  routes.add('GET', '/pages/:id/revisions/:version', getRevision, async (request) => {
    const version = readId(request, 'version')
    const id = readId(request)
    const revision = await pages.revision(id, version, request.deadline)
    return revision === undefined || (await isHidden(pages, id, request))
      ? noRevision
      : { ...ok(revision), headers: { etag: etag(version) } }
  })
}

const noRevision = problem('version-not-found', 'There is no page with this id, or it has no such version.')
