import { type ExcerptPart, Matcher } from './excerpt.ts'
import type { Found } from './found.ts'

interface FoundPage {
  readonly id: number
  readonly path: string
  readonly title: string
  readonly tags: readonly string[]
  readonly version: number
  readonly updated_time: string
  readonly updated_by: number
  readonly title_parts: readonly ExcerptPart[]
  readonly excerpt: readonly ExcerptPart[]
}

export interface SearchResults {
  readonly pages: readonly FoundPage[]
  /** Names of those who saved these pages. */
  readonly names: ReadonlyMap<number, string>
  /** Of the wiki before the search, if there are pages; see ViewState. */
  readonly stamp: string | undefined
  /** While this is the stamp of the wiki, a search has these results; undefined if that is not known. */
  readonly validFor: string | undefined
  /** Whether more results follow. */
  readonly more: boolean
  /** The same search with unknown words replaced by known ones. */
  readonly suggestion: string | undefined
}

/** The first of the pages that were found, with their matches marked. */
export function searchResults(
  found: readonly Found[],
  limit: number,
  { validFor, suggestion }: { readonly validFor?: string | undefined; readonly suggestion?: string | undefined },
): SearchResults {
  const matchers = new Map<string, Matcher>()
  const matcherOf = (query: string): Matcher => {
    const matcher = matchers.get(query) ?? new Matcher(query)
    matchers.set(query, matcher)
    return matcher
  }
  const shown = found.slice(0, limit)
  return {
    pages: shown.map((page) => foundPage(page, matcherOf(page.query))),
    names: new Map(shown.map(({ authorId, authorName }) => [authorId, authorName])),
    stamp: shown[0]?.stamp,
    validFor,
    more: found.length > limit,
    suggestion,
  }
}

function foundPage(found: Found, matcher: Matcher): FoundPage {
  return {
    id: found.id,
    path: found.path,
    tags: JSON.parse(found.tags) as string[],
    title: found.title,
    version: found.version,
    updated_by: found.authorId,
    updated_time: found.time,
    title_parts: matcher.parts(found.title),
    excerpt: matcher.excerpt(found.body),
  }
}

export const noResults: SearchResults = {
  pages: [],
  names: new Map(),
  stamp: undefined,
  validFor: undefined,
  more: false,
  suggestion: undefined,
}
