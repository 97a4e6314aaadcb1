import type { FastifyReply, FastifyRequest } from 'fastify'
import type { StampedVersion } from '../../reading/versions.ts'
import { shownBacklinks } from '../../reading/surroundings.ts'
import { accepts } from '../../http/accept-encoding.ts'
import { isKnown } from '../../http/if-none-match.ts'
import { rootOf } from '../../http/path-prefix.ts'
import { html, Markup } from '../html.ts'
import { articleOf, type CachedPage } from '../page-cache.ts'
import { pageDocument } from '../page-document.ts'
import { readPage, shownPage, versionOf } from '../page-reader.ts'
import { pageHref, titleOf } from '../parts/addresses.ts'
import type { Page } from '../parts/frame.ts'
import type { Notice } from '../parts/notice.ts'
import { shownName } from '../parts/person.ts'
import { numberIn } from '../query.ts'
import { ageOf, documentHeaders, redirect, sendPage } from '../send.ts'
import { missingView } from '../views/missing.ts'
import { pageView } from '../views/page.ts'
import { type Standing, visitorIn } from '../visitor.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'
import { showNoSuchAddress } from './no-such-address.ts'

/** GET /wiki/{path} */
export async function showPage(
  wiki: Wiki,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const read = await readPage(wiki, path)
  switch (read.kind) {
    case 'page':
      return sendRead(wiki, read.page, read.isCopy, request, reply)
    case 'moved':
      return redirect(request, reply, pageHref(read.path), 301)
    case 'missing':
      return showMissing(wiki, path, request, reply)
    default:
      return read satisfies never
  }
}

async function sendRead(
  wiki: Wiki,
  page: CachedPage,
  isCopy: boolean,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { view, checkedAt } = page
  const visitor = visitorIn(request)
  const notices = isCopy ? [] : await noticesFor(wiki, page, request)
  if (
    !isCopy &&
    notices.length === 0 &&
    visitor.id === undefined &&
    accepts('gzip', request.headers['accept-encoding'])
  ) {
    const { gzipped, etag } = await pageDocument(wiki, page, visitor, rootOf(request))
    void reply.headers({ ...documentHeaders, etag: `W/${etag}` })
    if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
    return reply.headers({ 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' }).send(gzipped)
  }
  const article = new Markup(articleOf(page))
  const copy = isCopy && { copyOf: new Date(checkedAt).toISOString(), now: new Date() }
  const headers = isCopy ? ageOf(checkedAt) : {}
  return sendPage(wiki, pageView({ ...view, article, standing: visitor.standing, notices, ...copy }), request, reply, {
    headers,
    visitor,
  })
}

/** What just happened to the page, according to the address. */
async function noticesFor(wiki: Wiki, { id, view }: CachedPage, request: FastifyRequest): Promise<readonly Notice[]> {
  const { version } = view
  if (numberIn(request, 'merged') !== version) return []
  const other = await wiki.versions.at(id, version - 1, deadlineOf(wiki))
  const whose = shownName(other?.authorName ?? '')
  return [
    { kind: 'good', text: html`Merged with ${whose}&rsquo;s version ${version - 1}, and saved as version ${version}.` },
  ]
}

async function showMissing(
  wiki: Wiki,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return sendPage(wiki, await missingPage(wiki, path, visitorIn(request).standing), request, reply, { status: 404 })
}

/** The view of a missing page. */
export async function missingPage(wiki: Wiki, path: string, standing: Standing): Promise<Page> {
  const deadline = deadlineOf(wiki)
  const [backlinks, tree, below, similar] = await Promise.all([
    wiki.surroundings.ofMissing(path, deadline),
    wiki.trees.around(path, deadline),
    wiki.lists.all(path, '', 1, deadline),
    wiki.pages.similar(path, deadline),
  ])
  const title = titleOf(path)
  return missingView({ path, title, backlinks, similar, isFolder: below.length > 0, tree, standing })
}

/** GET /wiki/{path}/-/versions/{version} */
export async function showVersion(
  wiki: Wiki,
  current: StampedVersion,
  version: number,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const deadline = deadlineOf(wiki)
  const { id, path, stamp } = current
  const read = await versionOf(wiki, current, version, deadline)
  if (read === undefined) return showNoSuchAddress(wiki, request, reply)
  const text = await wiki.render(read.content, path, deadline)
  const [around, tree] = await Promise.all([
    wiki.surroundings.of(id, text.targets, deadline),
    wiki.trees.around(path, deadline, stamp),
  ])
  const { standing } = visitorIn(request)
  const view = pageView({
    ...shownPage(read),
    standing,
    path,
    headings: text.headings,
    opening: text.opening,
    article: new Markup(text.html((target) => around.missing.has(target))),
    backlinks: around.backlinks.slice(0, shownBacklinks),
    tree,
    now: new Date(),
    ...(version !== current.version && { currentVersion: current.version }),
  })
  return sendPage(wiki, view, request, reply)
}
