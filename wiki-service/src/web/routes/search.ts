import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { SearchRequest } from '../../search/store.ts'
import { readPath } from '../../pages/path.ts'
import type { Page } from '../parts/frame.ts'
import { numberIn, textIn } from '../query.ts'
import { sendPage } from '../send.ts'
import { type Hit, searchView } from '../views/search.ts'
import { deadlineOf, type Wiki } from '../wiki.ts'
import { readUser } from './people.ts'

const shownResults = 20

/** GET /search of a browser. */
export function searchPageRoute(app: FastifyInstance, wiki: Wiki, options: object): void {
  app.get('/wiki/-/search', options, async (request, reply) => {
    const { page } = await searchPage(wiki, request, deadlineOf(wiki))
    return sendPage(wiki, page, request, reply)
  })
}

interface FoundView {
  readonly page: Page
  /** See SearchResults. */
  readonly validFor: string | undefined
}

export async function searchPage(
  wiki: Wiki,
  request: Pick<FastifyRequest, 'query'>,
  deadline: number,
): Promise<FoundView> {
  const asked = requestOf(request)
  // If there is a suggestion, no page contains all words as typed, and the results are for the suggestion.
  const {
    pages,
    names: authors,
    stamp,
    validFor,
    more,
    suggestion: corrected,
  } = await wiki.search.search(asked, deadline)
  const names = new Map(authors)
  if (asked.by !== undefined && !names.has(asked.by))
    names.set(asked.by, (await readUser(wiki.users, asked.by, deadline))?.name ?? '')
  const hits: Hit[] = pages.map(({ path, title_parts, excerpt, updated_time, updated_by }) => ({
    path,
    title: title_parts.map(shownPart),
    text: excerpt.map(shownPart),
    updatedTime: updated_time,
    updatedBy: { id: updated_by, name: names.get(updated_by) ?? '' },
  }))
  const tree = await wiki.trees.around('', deadline, stamp)
  const filters = {
    under: asked.under ?? '',
    by: asked.by === undefined ? '' : String(asked.by),
    tag: asked.tag ?? '',
  }
  const view = searchView({
    query: asked.text,
    filters,
    hits,
    corrected,
    more: more ? moreHref(corrected ?? asked.text, filters, asked.after + pages.length) : undefined,
    folders: tree.nodes.filter((node) => node.pages > 1).map((node) => node.path),
    people: [...names].map(([id, name]) => ({ id, name })),
    tree,
    now: new Date(),
  })
  return { page: view, validFor }
}

function requestOf(request: Pick<FastifyRequest, 'query'>): SearchRequest {
  const under = readPath(textIn(request, 'under'))
  const by = numberIn(request, 'by')
  const tag = textIn(request, 'tag').trim()
  return {
    text: textIn(request, 'q').trim().slice(0, longestQuery).toWellFormed(),
    onlyTitles: false,
    under: under.kind === 'path' ? under.path : undefined,
    by: by === 0 ? undefined : by,
    tag: tag === '' ? undefined : tag.slice(0, longestQuery),
    after: numberIn(request, 'after'),
    limit: shownResults,
  }
}

const longestQuery = 200

function moreHref(query: string, filters: Readonly<Record<string, string>>, after: number): string {
  const parameters = new URLSearchParams({ q: query, after: String(after) })
  for (const [name, value] of Object.entries(filters)) if (value !== '') parameters.set(name, value)
  return `/search?${parameters}`
}

function shownPart({ text, match }: { readonly text: string; readonly match: boolean }) {
  return { text, isFound: match }
}
