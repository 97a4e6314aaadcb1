import type { FastifyInstance, FastifyRequest } from 'fastify'
import { latest } from '../../reading/changes.ts'
import { readPath } from '../../pages/path.ts'
import { titleOf } from '../parts/addresses.ts'
import { numberIn, textIn } from '../query.ts'
import { sendPage } from '../send.ts'
import { shownChanges } from '../shown-changes.ts'
import { changesView } from '../views/changes.ts'
import { allPagesView, orphansView, wantedView } from '../views/page-lists.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'

const shown = { changes: 50, pages: 200, wanted: 100 } as const

/** Lists of changes and of pages. */
export function listRoutes(app: FastifyInstance, wiki: Wiki, options: object): void {
  app.get('/wiki/-/changes', options, async (request, reply) => {
    const deadline = deadlineOf(wiki)
    const [changes, tree] = await Promise.all([
      wiki.changes.latest(numberIn(request, 'before') || latest, 0, shown.changes + 1, deadline),
      wiki.trees.around('', deadline),
    ])
    const view = changesView({ ...shownChanges(changes, shown.changes, '/wiki/-/changes'), tree, now: new Date() })
    return sendPage(wiki, view, request, reply)
  })

  app.get('/wiki/-/pages', options, async (request, reply) => {
    const deadline = deadlineOf(wiki)
    const under = folderIn(request)
    const [pages, tree] = await Promise.all([
      wiki.lists.all(under ?? '', textIn(request, 'after'), shown.pages + 1, deadline),
      wiki.trees.around(under ?? '', deadline),
    ])
    const more = moreOf(
      pages,
      under === undefined ? '/wiki/-/pages?' : `/wiki/-/pages?under=${encodeURIComponent(under)}&`,
    )
    const listed = pages.slice(0, shown.pages).map(({ path, title, time }) => ({ path, title, updatedTime: time }))
    return sendPage(wiki, allPagesView({ pages: listed, under, more, tree, now: new Date() }), request, reply)
  })

  app.get('/wiki/-/pages/wanted', options, async (request, reply) => {
    const deadline = deadlineOf(wiki)
    const offset = numberIn(request, 'after')
    const [wanted, tree] = await Promise.all([
      wiki.lists.wanted(offset, shown.wanted + 1, deadline),
      wiki.trees.around('', deadline),
    ])
    const more = wanted.length > shown.wanted ? `/wiki/-/pages/wanted?after=${offset + shown.wanted}` : undefined
    const pages = wanted.slice(0, shown.wanted).map(({ path, links }) => ({ path, links, title: titleOf(path) }))
    return sendPage(wiki, wantedView({ pages, more, tree, now: new Date() }), request, reply)
  })

  app.get('/wiki/-/pages/orphans', options, async (request, reply) => {
    const deadline = deadlineOf(wiki)
    const [pages, tree] = await Promise.all([
      wiki.lists.orphans(textIn(request, 'after'), shown.pages + 1, deadline),
      wiki.trees.around('', deadline),
    ])
    const orphans = pages.slice(0, shown.pages).map(({ path, title, time, authorId, authorName }) => ({
      path,
      title,
      updatedTime: time,
      updatedBy: { id: authorId, name: authorName },
    }))
    const more = moreOf(pages, '/wiki/-/pages/orphans?')
    return sendPage(wiki, orphansView({ pages: orphans, more, tree, now: new Date() }), request, reply)
  })
}

function moreOf(pages: readonly { readonly path: string }[], address: string): string | undefined {
  const last = pages.length > shown.pages ? pages[shown.pages - 1] : undefined
  return last && `${address}after=${encodeURIComponent(last.path)}`
}

/** The requested folder, if its path is valid. */
function folderIn(request: FastifyRequest): string | undefined {
  const outcome = readPath(textIn(request, 'under'))
  return outcome.kind === 'path' ? outcome.path : undefined
}
