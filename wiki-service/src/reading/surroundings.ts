import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { statement, text } from '../database/statement.ts'

/** What a page shows of other pages: which of its links are dead, and which pages link to it. */
interface Surroundings {
  readonly missing: ReadonlySet<string>
  /** If there are more than are shown, includes one more. */
  readonly backlinks: readonly { readonly path: string; readonly title: string }[]
}

export const shownBacklinks = 50

export interface SurroundingsReader {
  /** @param targets canonical paths */
  of(id: number, targets: readonly string[], deadline: number): Promise<Surroundings>
  /** For a page that does not exist. */
  ofMissing(path: string, deadline: number): Promise<Surroundings['backlinks']>
}

export function surroundingsReader(context: BatchingContext): SurroundingsReader {
  const read = loneCall(surroundings, 'readLanes', context)
  const links = loneCall(linksToPath, 'readLanes', context)
  return {
    async of(id, targets, deadline) {
      const rows = await read([targets, id], deadline)
      return {
        missing: new Set(rows.flatMap(([kind, path]) => (kind === 'missing' ? [path] : []))),
        backlinks: rows.flatMap(([kind, path, title]) => (kind === 'backlink' ? [{ path, title: title ?? '' }] : [])),
      }
    },
    async ofMissing(path, deadline) {
      return (await links([path], deadline)).map(([path, title]) => ({ path, title }))
    },
  }
}

/** Whether there is a page at the path `target`. */
export const isLive =
  'exists (select from paths join posts on posts.id = paths.post_id and posts.path is not null where paths.path = target)'

const surroundings = statement<readonly [string, string, string | null]>(
  'reading.surroundings',
  [text, text, text],
  `
  select 'missing', target, null from unnest($1::text[]) as linked (target) where not ${isLive}
  union all
  (
    select 'backlink', path, title
    from pages_that_link(array(select path from paths where post_id = $2::int), $2::int, '', ${shownBacklinks + 1})
    order by path
  )`,
)

const linksToPath = statement<readonly [string, string]>(
  'reading.linksToPath',
  [text, text],
  `
  select path, title from pages_that_link(array[$1], 0, '', ${shownBacklinks + 1}) order by path`,
)
