import type { Answer } from '../http/answer.ts'
import type { PlainHeaders } from '../http/plain/plain-request.ts'
import type { PlainRoutes } from '../http/plain/plain-routes.ts'
import { compressed } from './compress.ts'
import { Markup } from './html.ts'
import { pageDocument } from './page-document.ts'
import { readPage, type ReadPage } from './page-reader.ts'
import { pageHref } from './parts/addresses.ts'
import { frame, type Page } from './parts/frame.ts'
import { missingPage } from './routes/page.ts'
import { acceptsGzip, ageOf, belowRoot, pageHeaders } from './send.ts'
import { pageView } from './views/page.ts'
import { strangerTo } from './visitor.ts'
import type { Wiki } from './wiki.ts'

/** Serves recently read pages to anonymous readers without the HTTP server, at a third of its cost. */
export function plainPages(routes: PlainRoutes, wiki: Wiki): void {
  routes.addTree('/wiki/*', (path, _caller, headers) => {
    const isPlain = headers.cookie === undefined && acceptsGzip(headers['accept-encoding'])
    // The path of a cached page is canonical.
    return isPlain && wiki.cache.has(path) ? answerOf(wiki, path, headers) : undefined
  })
}

async function answerOf(wiki: Wiki, path: string, headers: PlainHeaders): Promise<Answer> {
  const root = '../'.repeat(path.split('/').length)
  const read = await readPage(wiki, path)
  const stranger = strangerTo(wiki)
  if (read.kind === 'moved')
    return { status: 301, json: '', headers: { ...documentHeaders, location: root + pageHref(read.path).slice(1) } }
  if (read.kind === 'missing') return gzipped(wiki, await missingPage(wiki, path, stranger.standing), 404, root)
  if (read.isCopy) return copy(wiki, read, root)
  const { gzipped: json, etag } = await pageDocument(wiki, read.page, stranger, root)
  if (headers['if-none-match']?.includes(etag))
    return { status: 304, json: '', headers: { ...documentHeaders, etag: `W/${etag}` } }
  return { status: 200, json, headers: { ...documentHeaders, ...encoded, etag: `W/${etag}` }, contentType }
}

const documentHeaders = pageHeaders()
const encoded = { 'content-encoding': 'gzip' }
const contentType = 'text/html; charset=utf-8'

function copy(wiki: Wiki, { page }: Extract<ReadPage, { kind: 'page' }>, root: string): Promise<Answer> {
  const { text, missing, view, checkedAt } = page
  const article = new Markup(text.html((target) => missing.has(target)))
  const shown = pageView({
    ...view,
    article,
    standing: strangerTo(wiki).standing,
    copyOf: new Date(checkedAt).toISOString(),
    now: new Date(),
  })
  return gzipped(wiki, shown, 200, root, ageOf(checkedAt))
}

async function gzipped(
  wiki: Wiki,
  page: Page,
  status: number,
  root: string,
  more: Answer['headers'] = {},
): Promise<Answer> {
  const text = belowRoot(frame(page, { assets: wiki.assets, visitor: strangerTo(wiki) }), root)
  return { status, json: await compressed(text), headers: { ...documentHeaders, ...encoded, ...more }, contentType }
}
