import { type Answer, ok } from '../../http/answer.ts'
import type { ProblemRoutes } from '../../http/problem-routes.ts'
import { pageNotFound } from '../answers.ts'
import { readChoice, readLimit, readNumber, readText, readUnder, readUser, readWantedCursor } from '../list-query.ts'
import { readId } from '../request.ts'
import type { PageStore } from '../store.ts'
import { listBacklinks, listChanges, listOrphans, listPages, listTrash, listWanted } from './schemas.ts'

export function listRoutes(routes: ProblemRoutes, pages: PageStore): void {
  routes.add('GET', '/pages', listPages, async (request) => {
    const sort = readChoice(request, 'sort', ['path', 'changed']) ?? 'path'
    const position = sort === 'changed' ? readNumber(request, 'after') : undefined
    const after = sort === 'changed' ? position && String(position) : readText(request, 'after')
    const query = { under: readUnder(request), tag: readText(request, 'tag'), sort, limit: readLimit(request) }
    const part = await pages.list({ ...query, after: after === 0 ? undefined : after }, request.deadline)
    return listAnswer('/pages', query, part.json, { after: part.next })
  })

  routes.add('GET', '/trash', listTrash, async (request) => {
    const limit = readLimit(request)
    const part = await pages.trash({ after: readNumber(request, 'after') ?? 0, limit }, request.deadline)
    return listAnswer('/trash', { limit }, part.json, { after: part.next })
  })

  routes.add('GET', '/changes', listChanges, async (request) => {
    const [after, before] = [readNumber(request, 'after'), readNumber(request, 'before')]
    const query = { by: readUser(request, 'by'), under: readUnder(request), limit: readLimit(request) }
    const part = await pages.changes({ ...query, after, before }, request.deadline)
    return listAnswer('/changes', query, part.json, after === undefined ? { before: part.next } : { after: part.next })
  })

  routes.add('GET', '/wanted', listWanted, async (request) => {
    const limit = readLimit(request)
    const { json, next } = await pages.wanted({ after: readWantedCursor(request), limit }, request.deadline)
    return listAnswer('/wanted', { limit }, json, { after: next && `${next.links}:${next.path}` })
  })

  routes.add('GET', '/orphans', listOrphans, async (request) => {
    const limit = readLimit(request)
    const part = await pages.orphans({ after: readText(request, 'after'), limit }, request.deadline)
    return listAnswer('/orphans', { limit }, part.json, { after: part.next })
  })

  routes.add('GET', '/pages/:id/backlinks', listBacklinks, async (request) => {
    const id = readId(request)
    const limit = readLimit(request)
    if ((await pages.byId(id, request.deadline, request.caller)) === undefined) return pageNotFound
    const part = await pages.backlinks(id, { after: readText(request, 'after'), limit }, request.deadline)
    return listAnswer(`/pages/${id}/backlinks`, { limit }, part.json, { after: part.next })
  })
}

type Query = Readonly<Record<string, string | number | null | undefined>>

/** While there is more, `Link` gives the same query with the cursor of the next part. */
function listAnswer(path: string, query: Query, json: string, next: Query): Answer {
  if (Object.values(next).every((cursor) => cursor === null)) return ok(json)
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, ...next }))
    if (value !== undefined && value !== null) parameters.set(name, String(value))
  return { ...ok(json), headers: { link: `<${path}?${parameters.toString()}>; rel="next"` } }
}
