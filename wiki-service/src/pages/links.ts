import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import { listPart, type ListPart, type ListRow } from './cursor-list.ts'
import { pageSummaryJsonSql } from './page-json.ts'
import type { WantedPage } from './schema.ts'

interface Part<Cursor> {
  readonly after: Cursor | undefined
  readonly limit: number
}

/** A cursor in the list of wanted pages: number of links to the last one, and its path. */
export interface WantedCursor {
  readonly links: number
  readonly path: string
}

/**
 * Links are stored by the path that they name, so these lists stay correct when pages are created, deleted or moved.
 */
export interface Links {
  /** Pages that link to a page, by its path or a former one; ordered by path. */
  backlinks(id: number, part: Part<string>, deadline: number): Promise<ListPart>
  /** Paths that have links but no page; most wanted first. */
  wanted(part: Part<WantedCursor>, deadline: number): Promise<ListPart<WantedCursor>>
  /** Pages that no other page links to, ordered by path. */
  orphans(part: Part<string>, deadline: number): Promise<ListPart>
  /** The paths that lead to no page. */
  missing(paths: readonly string[], deadline: number): Promise<readonly string[]>
}

export function links(context: BatchingContext): Links {
  const backlinks = loneCall(pagesThatLink, 'readLanes', context)
  const wanted = loneCall(wantedPages, 'searchLanes', context)
  const orphans = loneCall(orphanedPages, 'searchLanes', context)
  const missing = loneCall(missingPaths, 'readLanes', context)
  return {
    backlinks: (id, { after = '', limit }, deadline) => listPart(backlinks, [id, after], limit, deadline),
    orphans: ({ after = '', limit }, deadline) => listPart(orphans, [after], limit, deadline),
    async wanted({ after, limit }, deadline) {
      const { links, path } = after ?? { links: 2_147_483_647, path: '' }
      const rows = await wanted([links, path, limit + 1], deadline)
      const pages = rows.slice(0, limit).map(([path, links]): WantedPage => ({ path, title: titleOf(path), links }))
      return { json: JSON.stringify(pages), next: rows.length > limit ? (pages.at(-1) ?? null) : null }
    },
    async missing(paths, deadline) {
      if (paths.length === 0) return []
      return (await missing([paths], deadline)).map(([path]) => path)
    },
  }
}

/** `handbook/desk-map` is shown as “Desk map”. */
function titleOf(path: string): string {
  const words = path
    .slice(path.lastIndexOf('/') + 1)
    .replaceAll('-', ' ')
    .trim()
  return words.replace(/^./u, (first) => first.toUpperCase())
}

/** Whether a path leads to a page, possibly as a former path. */
const isThere = (path: string): string => `exists (
    select from paths join posts as page on page.id = paths.post_id where paths.path = ${path} and page.path is not null)`

const pagesThatLink = statement<ListRow>(
  'links.backlinks',
  [text, text],
  `
  select path, ${pageSummaryJsonSql}
  from pages_that_link(array(select path from paths where post_id = $1::int), $1::int, $2, $3::int) as posts
  order by path`,
)

const wantedPages = statement<readonly [string, number]>(
  'links.wanted',
  [text, number],
  `
  select target, count(*)::int from links where not ${isThere('links.target')}
  group by target having count(*) < $1::int or count(*) = $1::int and target > $2
  order by count(*) desc, target limit $3::int`,
)

const orphanedPages = statement<ListRow>(
  'links.orphans',
  [text, text],
  `
  select path, ${pageSummaryJsonSql} from posts
  where path > $1 and not exists (
    select from paths join links on links.target = paths.path where paths.post_id = posts.id and links.post_id <> posts.id)
  order by path limit $2::int`,
)

const missingPaths = statement<readonly [string]>(
  'links.missing',
  [text],
  `
  select target from unnest($1::text[]) as wanted (target) where not ${isThere('wanted.target')}`,
)
