import { LRUCache } from 'lru-cache'
import { accepts } from '../http/accept-encoding.ts'
import type { Answer } from '../http/answer.ts'
import type { ErrorAnswers } from '../http/errors.ts'
import { isKnown } from '../http/if-none-match.ts'
import type { PlainHeaders } from '../http/plain/plain-request.ts'
import type { PlainRoutes } from '../http/plain/plain-routes.ts'
import { namesHtml } from '../http/site/names-html.ts'
import { queryTexts } from '../http/validation/percent-text.ts'
import { longestTrustMs } from '../reading/view-states.ts'
import { compressed, trimmed } from './compress.ts'
import { frame } from './parts/frame.ts'
import { failure, sent, unchanged } from './plain-answers.ts'
import { searchPage } from './routes/search.ts'
import { belowRoot, documentHeaders, etagOf } from './send.ts'
import { strangerTo } from './visitor.ts'
import { deadlineOf, type Wiki } from './wiki.ts'

interface KeptSearch {
  /** Of the wiki; see ViewState. */
  readonly stamp: string
  readonly readAt: Date
  readonly gzipped: Buffer
  readonly etag: string
}

type Kept = LRUCache<string, KeptSearch>

const keptBytes = 2 * 1024 * 1024
const entryBytes = 500

/**
 * Serves searches of anonymous readers without the HTTP server. Results are kept, and sent again while no page changes;
 * as with views, the database is asked each time.
 */
export function plainSearch(routes: PlainRoutes, wiki: Wiki, answers: ErrorAnswers): void {
  const kept: Kept = new LRUCache({
    maxSize: keptBytes,
    sizeCalculation: ({ gzipped }, query) => gzipped.length + query.length + entryBytes,
  })
  routes.addCollection(
    'GET',
    '/search',
    ({ query, headers }) =>
      isPlain(headers) && !wiki.isDatabaseAway() ? searchAnswer(wiki, query, headers, kept, answers) : undefined,
    '/wiki/-/search',
  )
}

/** Without HTML, the same address answers JSON. */
function isPlain({ cookie, authorization, accept, 'accept-encoding': encoding }: PlainHeaders): boolean {
  return cookie === undefined && authorization === undefined && namesHtml(accept) && accepts('gzip', encoding)
}

async function searchAnswer(
  wiki: Wiki,
  query: string,
  headers: PlainHeaders,
  kept: Kept,
  answers: ErrorAnswers,
): Promise<Answer> {
  try {
    const deadline = deadlineOf(wiki)
    const known = kept.get(query)
    const isCurrent = known !== undefined && isRecent(known) && (await wiki.stamp(deadline)) === known.stamp
    const { gzipped, etag } = isCurrent ? known : await madeSearch(wiki, query, kept, deadline)
    if (isKnown(headers['if-none-match'], etag)) return unchanged(etag)
    return sent(gzipped, { ...documentHeaders, etag: `W/${etag}` })
  } catch (error) {
    return await failure(wiki, error, answers, root)
  }
}

/** Words such as `yesterday` are relative to the day on which they were written. */
function isRecent({ readAt }: KeptSearch): boolean {
  const now = new Date()
  return now.getTime() - readAt.getTime() < longestTrustMs && now.getUTCDate() === readAt.getUTCDate()
}

async function madeSearch(
  wiki: Wiki,
  query: string,
  kept: Kept,
  deadline: number,
): Promise<Pick<KeptSearch, 'gzipped' | 'etag'>> {
  const readAt = new Date()
  const { page, validFor } = await searchPage(wiki, { query: queryTexts(query) }, deadline)
  const text = belowRoot(frame(page, { assets: wiki.assets, visitor: strangerTo(wiki) }), root)
  const made = { gzipped: trimmed(await compressed(text)), etag: etagOf(text) }
  if (validFor !== undefined) kept.set(query, { ...made, stamp: validFor, readAt })
  return made
}

/** The address is that of a page at the root. */
const root = './'
