import { Batcher } from '../database/batcher.ts'
import type { Caller } from '../database/caller.ts'
import type { Database } from '../database/database.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { foundOf } from './found.ts'
import { loosened } from './loosening.ts'
import type { PendingPages } from './pending.ts'
import { parseQuery } from './query.ts'
import { noResults, type SearchResults, searchResults } from './results.ts'
import { findTitles } from './titles.ts'
import { behind, loosely, mostResults, strictly } from './statements.ts'

export interface SearchRequest {
  readonly text: string
  /** Searches only titles and paths, by their beginning or a part. */
  readonly onlyTitles: boolean
  /** A page and everything below it. */
  readonly under?: string | undefined
  /** The user who created the page or saved its latest version. */
  readonly by?: number | undefined
  readonly tag?: string | undefined
  /** Number of results to skip. */
  readonly after: number
  readonly limit: number
}

export interface SearchStore {
  /**
   * Best pages first. Valid for any query.
   * @param deadline in milliseconds of performance.now()
   * @throws Unavailable if there is no answer by the deadline
   */
  search(request: SearchRequest, deadline: number, caller?: Caller): Promise<SearchResults>
}

export function searchStore(
  { database, searchLanes, maxQueue, observer, onBatcher }: BatchingContext,
  pending: Pick<PendingPages, 'index'>,
): SearchStore {
  const searches = new Batcher<Search, SearchResults | undefined>({
    name: 'search',
    lanes: searchLanes,
    maxBatch: 1,
    maxQueue,
    observer,
    run: (requests, deadline) => Promise.all(requests.map((one) => search(database, one, deadline))),
  })
  onBatcher(searches)
  return {
    async search(request, deadline, caller) {
      const found = request.onlyTitles
        ? undefined
        : await searches.submit({ request, isIndexed: false }, deadline, caller)
      if (found !== undefined) return found
      await pending.index(deadline, caller)
      return (await searches.submit({ request, isIndexed: true }, deadline, caller)) ?? noResults
    },
  }
}

interface Search {
  readonly request: SearchRequest
  /** Whether everything that was saved before the request has been indexed. */
  readonly isIndexed: boolean
}

/** Undefined if saved pages must be indexed first. */
async function search(
  database: Database,
  { request, isIndexed }: Search,
  deadline: number,
): Promise<SearchResults | undefined> {
  const query = parseQuery(request.text)
  const { after } = request
  const limit = Math.min(request.limit, mostResults - after)
  if (query.variants.length === 0 || limit <= 0) return noResults
  const facets = facetsOf(request)
  if (request.onlyTitles) {
    const found = await findTitles(database, request.text, facets, after + limit + 1, deadline)
    if (found.length > 0) return searchResults(found.slice(after), limit, {})
  }
  const terms = query.words.flatMap((ways) => ways.slice(0, 1))
  const skip = after < enough ? 0 : after
  const wanted = after + limit + 1 - skip
  const rows = await database.query(
    strictly,
    [query.variants, query.excluded, terms, skip, wanted, facets, isIndexed],
    deadline,
  )
  const strict = rows.map(foundOf)
  if (strict.some(({ id }) => id === behind)) return undefined
  // Further statements of this search see the same pages, or the stamp has changed. Pages that were saved while others
  // were indexed may be missing.
  const validFor = isIndexed ? undefined : strict[0]?.stamp
  if (query.isExact || skip + strict.length >= enough)
    return searchResults(strict.slice(after - skip), limit, { validFor })
  const loose = await loosened(database, query.words, { text: request.text, found: strict.length }, deadline)
  if (loose === undefined) return searchResults(strict.slice(after), limit, { validFor })
  const { spellings, rarities, suggestion } = loose
  const more = await database.query(
    loosely,
    [
      spellings.map(({ word }) => word),
      spellings.map(({ text }) => text),
      spellings.map(({ weight }) => weight),
      rarities.map((_, word) => word),
      rarities,
      terms,
      mostLoose,
      facets,
      Math.min(100, Math.max(20, Math.floor(mostLooked / spellings.length))),
    ],
    deadline,
  )
  const known = new Set(strict.map(({ id }) => id))
  const all = [...strict, ...more.map(foundOf).filter(({ id }) => !known.has(id))]
  return searchResults(all.slice(after), limit, { validFor, suggestion: more.length > 0 ? suggestion : undefined })
}

/** In the form that search_facets() and index_page() use. */
function facetsOf({ under = '', by, tag }: SearchRequest): string[] {
  return [`under:${under}`, ...(by === undefined ? [] : [`by:${by}`]), ...(tag === undefined ? [] : [`tag:${tag}`])]
}

/** With fewer results than this, pages that contain only some of the words follow. */
const enough = 5
const mostLoose = 50
/** Pages examined for all spellings together. */
const mostLooked = 600
