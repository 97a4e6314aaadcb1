import { type Answer, ok } from '../http/answer.ts'
import type { ProblemRoutes } from '../http/problem-routes.ts'
import { readSearch } from './request.ts'
import { searchPages } from './schema.ts'
import type { SearchResults } from './results.ts'
import type { SearchRequest, SearchStore } from './store.ts'

export function searchRoutes(routes: ProblemRoutes, search: SearchStore): void {
  routes.add('GET', '/search', searchPages, async ({ query, deadline, caller }) => {
    const request = readSearch(query)
    return searchAnswer(request, await search.search(request, deadline, caller))
  })
}

function searchAnswer(request: SearchRequest, { pages, more, suggestion }: SearchResults): Answer {
  const links: string[] = []
  if (more) links.push(`<${searchUrl(request, { after: request.after + pages.length })}>; rel="next"`)
  // RFC 8288 and 8187: the suggested search, to read and to follow.
  if (suggestion !== undefined)
    links.push(`<${searchUrl(request, { text: suggestion })}>; rel="related"; title*=UTF-8''${escaped(suggestion)}`)
  // Browsers receive a page at the same address.
  const headers = { vary: 'Accept', ...(links.length > 0 && { link: links.join(', ') }) }
  return { ...ok(JSON.stringify(pages)), headers }
}

function searchUrl(request: SearchRequest, changed: Partial<Pick<SearchRequest, 'text' | 'after'>>): string {
  const { text, onlyTitles, under, by, tag, limit, after } = { ...request, after: 0, ...changed }
  const parameters = {
    q: text,
    in: onlyTitles ? 'titles' : undefined,
    under,
    by,
    tag,
    limit,
    after: after || undefined,
  }
  const pairs = Object.entries(parameters).filter(([, value]) => value !== undefined)
  return `/search?${pairs.map(([name, value]) => `${name}=${escaped(String(value))}`).join('&')}`
}

function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
