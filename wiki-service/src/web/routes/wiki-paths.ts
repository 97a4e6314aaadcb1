import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Unavailable } from '../../database/unavailable.ts'
import { readPath } from '../../pages/path.ts'
import type { StampedVersion } from '../../reading/versions.ts'
import { readForm } from '../form.ts'
import type { PeopleOptions } from '../guard.ts'
import { positiveNumber } from '../number.ts'
import { pageHref, titleOf } from '../parts/addresses.ts'
import { numberIn, textIn } from '../query.ts'
import { redirect } from '../send.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'
import { fieldsOf, givenPath, showAway, showEditor, showPreview } from './editor.ts'
import { move, moveToTrash, restoreVersion, showMove } from './actions.ts'
import { showDiff } from './diff.ts'
import { historyAt, showHistory } from './history.ts'
import { saveMerge } from './merge.ts'
import { addressOf, templatesOf } from './page-address.ts'
import { showNoSuchAddress } from './no-such-address.ts'
import { save } from './save.ts'
import { showPage, showVersion } from './page.ts'

/** Everything at the path of a page: the page itself, and its actions after `/-/`. */
export function wikiPathRoutes(app: FastifyInstance, wiki: Wiki, options: PeopleOptions): void {
  app.get('/wiki', options, (request, reply) => redirect(request, reply, '/', 301))
  app.get('/wiki/*', { ...options, config: { ...options.config, ...views } }, async (request, reply) => {
    const asked = addressOf(request)
    const path = asked.path === undefined ? undefined : readPath(asked.path)
    if (path?.kind !== 'path') return showNoSuchAddress(wiki, request, reply)
    // In another case or form: redirects to the only address of the page.
    if (path.path !== asked.path)
      return redirect(request, reply, canonicalAddress(path.path, asked.action, request), 301)
    if (asked.action === undefined) return showPage(wiki, path.path, request, reply)
    return showAction(wiki, path.path, asked.action, request, reply)
  })
  app.post('/wiki/*', { ...options, config: { ...options.config, ...forms } }, async (request, reply) => {
    const asked = addressOf(request)
    const path = asked.path === undefined ? undefined : readPath(asked.path)
    let page: StampedVersion | undefined
    try {
      page = path?.kind === 'path' ? await wiki.versions.currentAt(path.path, deadlineOf(wiki)) : undefined
    } catch (error) {
      if (!(error instanceof Unavailable) || path?.kind !== 'path') throw error
      const fields = fieldsOf(readForm(request))
      return showAway(wiki, { id: 0, path: path.path, title: fields.title }, fields, request, reply)
    }
    return postedAction(wiki, page, asked.action ?? '', request, reply)
  })
  app.get('/wiki/-/new', options, (request, reply) => {
    const [title, path] = [textIn(request, 'title'), givenPath(textIn(request, 'path'))]
    return showEditor(wiki, undefined, { title: title || titleOf(path), path }, request, reply)
  })
  app.post('/wiki/-/new', options, (request, reply) => save(wiki, undefined, request, reply))
  app.post('/wiki/-/new/preview', options, (request, reply) => showPreview(wiki, undefined, request, reply))
}

const views = { templates: templatesOf(['edit', 'history', 'diff', 'versions', 'source', 'move']) }
const forms = {
  templates: templatesOf(['edit', 'preview', 'merge', 'restore', 'move', 'trash']),
  usualStatuses: [303, 409, 422, 503],
}

function canonicalAddress(path: string, action: string | undefined, { originalUrl }: FastifyRequest): string {
  const query = /\?.*$/s.exec(originalUrl)?.[0] ?? ''
  return pageHref(path) + (action === undefined ? '' : `/-/${action}`) + query
}

async function showAction(
  wiki: Wiki,
  path: string,
  action: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (action === 'history') {
    const history = await historyAt(wiki, path, numberIn(request, 'before') || undefined)
    if (history?.page.path === path) return showHistory(wiki, history, request, reply)
    return showElsewhere(wiki, path, action, history?.page.path, request, reply)
  }
  const page = await wiki.versions.currentAt(path, deadlineOf(wiki))
  if (page?.path === path) return shownAction(wiki, page, action, request, reply)
  if (page === undefined && action === 'edit')
    return showEditor(wiki, undefined, { title: titleOf(path), path }, request, reply)
  return showElsewhere(wiki, path, action, page?.path, request, reply)
}

/** @param current the path to which the page has moved; undefined if there is none */
async function showElsewhere(
  wiki: Wiki,
  path: string,
  action: string,
  current: string | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (current === undefined) return showPage(wiki, path, request, reply)
  return redirect(request, reply, canonicalAddress(current, action, request), 301)
}

async function shownAction(
  wiki: Wiki,
  page: StampedVersion,
  action: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  switch (action) {
    case 'diff':
      return showDiff(wiki, page, request, reply)
    case 'move':
      return showMove(wiki, page, request, reply)
    case 'edit':
    case 'preview':
    case 'merge':
      return showEditor(wiki, page, page, request, reply)
    case 'source':
      return reply
        .headers({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' })
        .type('text/plain; charset=utf-8')
        .send(page.content)
    default: {
      const [, text = ''] = /^versions\/(.*)$/.exec(action) ?? []
      const version = positiveNumber(text)
      return version === 0 ? showNoSuchAddress(wiki, request, reply) : showVersion(wiki, page, version, request, reply)
    }
  }
}

/** A page that was deleted meanwhile can be saved as a new one. */
async function postedAction(
  wiki: Wiki,
  page: StampedVersion | undefined,
  action: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  switch (action) {
    case 'edit':
      return save(wiki, page, request, reply)
    case 'preview':
      return showPreview(wiki, page, request, reply)
    case 'merge':
      return page === undefined ? save(wiki, page, request, reply) : saveMerge(wiki, page, request, reply)
    default:
      return (page && changed(action, wiki, page, request, reply)) ?? showNoSuchAddress(wiki, request, reply)
  }
}

function changed(action: string, ...change: Parameters<typeof moveToTrash>): Promise<FastifyReply> | undefined {
  switch (action) {
    case 'trash':
      return moveToTrash(...change)
    case 'restore':
      return restoreVersion(...change)
    case 'move':
      return move(...change)
    default:
      return undefined
  }
}
