import { Unavailable } from '../database/unavailable.ts'
import { accepts } from '../http/accept-encoding.ts'
import type { Answer } from '../http/answer.ts'
import type { ErrorAnswers } from '../http/errors.ts'
import { isKnown } from '../http/if-none-match.ts'
import type { PlainHeaders } from '../http/plain/plain-request.ts'
import type { PlainRoutes } from '../http/plain/plain-routes.ts'
import { actionDocument, type KeyedAction, keyedActions } from './action-document.ts'
import { Markup } from './html.ts'
import { oneTimeKey } from './keys.ts'
import { articleOf } from './page-cache.ts'
import { pageDocument } from './page-document.ts'
import { readPage, type ReadPage } from './page-reader.ts'
import { pageHref } from './parts/addresses.ts'
import { missingPage } from './routes/page.ts'
import { failure, gzipped, sent, unchanged } from './plain-answers.ts'
import { ageOf, documentHeaders, pageHeaders } from './send.ts'
import { pageView } from './views/page.ts'
import { strangerTo } from './visitor.ts'
import type { Wiki } from './wiki.ts'

/**
 * Serves recently read pages, and their histories and editors, to anonymous readers without the HTTP server, at a third
 * of its cost.
 */
export function plainPages(routes: PlainRoutes, wiki: Wiki, answers: ErrorAnswers): void {
  for (const action of keyedActions) {
    const begin = (path: string, _caller: unknown, headers: PlainHeaders): Promise<Answer> | undefined =>
      isPlain(wiki, path, headers) && headers.authorization === undefined && !wiki.isDatabaseAway()
        ? actionAnswer(wiki, path, action, headers, answers)
        : undefined
    routes.addTree(`/wiki/*/-/${action.name}`, begin, action.operation)
  }
  routes.addTree('/wiki/*', (path, _caller, headers) =>
    isPlain(wiki, path, headers) ? pageAnswer(wiki, path, headers) : undefined,
  )
}

/** The path of a cached page is canonical. */
function isPlain(wiki: Wiki, path: string, headers: PlainHeaders): boolean {
  return headers.cookie === undefined && accepts('gzip', headers['accept-encoding']) && wiki.cache.has(path)
}

async function pageAnswer(wiki: Wiki, path: string, headers: PlainHeaders): Promise<Answer> {
  const root = '../'.repeat(path.split('/').length)
  const read = await readPage(wiki, path)
  if (read.kind === 'moved') return moved(read.path, root)
  if (read.kind === 'missing') return gzipped(wiki, await missingPage(wiki, path, strangerTo(wiki).standing), 404, root)
  if (read.isCopy) return copy(wiki, read, root)
  const { gzipped: json, etag } = await pageDocument(wiki, read.page, strangerTo(wiki), root)
  return isKnown(headers['if-none-match'], etag)
    ? unchanged(etag)
    : sent(json, { ...documentHeaders, etag: `W/${etag}` })
}

async function actionAnswer(
  wiki: Wiki,
  path: string,
  action: KeyedAction,
  headers: PlainHeaders,
  answers: ErrorAnswers,
): Promise<Answer> {
  const root = '../'.repeat(path.split('/').length + 2)
  try {
    const read = await readPage(wiki, path)
    if (read.kind === 'moved') return moved(read.path, root, `/-/${action.name}`)
    const [visitor, keys] = [strangerTo(wiki), [oneTimeKey(), oneTimeKey()] as const]
    const own = action.hasNonce ? pageHeaders(keys[1]) : documentHeaders
    if (read.kind === 'missing')
      return await gzipped(
        wiki,
        await action.viewIfMissing(wiki, path, visitor, keys),
        action.statusIfMissing,
        root,
        own,
      )
    if (read.isCopy) throw new Unavailable('database_away')
    const document = await actionDocument(wiki, read.page, action, visitor, root)
    // It has been moved or deleted since it was looked up.
    if (document === undefined) return await actionAnswer(wiki, path, action, headers, answers)
    if (action.hasNonce) return sent(await document.with(keys), own)
    const { etag } = document
    return isKnown(headers['if-none-match'], etag)
      ? unchanged(etag)
      : sent(await document.with(keys), { ...own, etag: `W/${etag}` })
  } catch (error) {
    return await failure(wiki, error, answers, root)
  }
}

/** @param action behind the path */
function moved(path: string, root: string, action = ''): Answer {
  const location = root + pageHref(path).slice(1) + action
  return { status: 301, json: '', headers: { ...documentHeaders, location } }
}

function copy(wiki: Wiki, { page }: Extract<ReadPage, { kind: 'page' }>, root: string): Promise<Answer> {
  const { view, checkedAt } = page
  const shown = pageView({
    ...view,
    article: new Markup(articleOf(page)),
    standing: strangerTo(wiki).standing,
    copyOf: new Date(checkedAt).toISOString(),
    now: new Date(),
  })
  return gzipped(wiki, shown, 200, root, ageOf(checkedAt))
}
