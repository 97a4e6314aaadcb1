import type { Caller } from '../database/caller.ts'
import { keyReader } from '../database/key-reader.ts'
import { largeRowBytes, largestId, type BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import { pageJsonSql } from './page-json.ts'

/** A page as JSON text; its version is its ETag. */
export interface PageText {
  readonly id: number
  readonly version: number
  readonly json: string
}

/** What is at a path: a page, a page that has moved away, or nothing. */
type AtPath =
  | { readonly kind: 'page'; readonly page: PageText }
  | { readonly kind: 'moved'; readonly path: string }
  | undefined

export interface PageFinder {
  /** A page or a plain post; undefined if there is none, or it is in the trash. */
  byId(id: number, deadline: number, caller?: Caller): Promise<PageText | undefined>
  /** @param path in its canonical form */
  byPath(path: string, deadline: number, caller?: Caller): Promise<AtPath>
}

export function pageFinder(context: BatchingContext): PageFinder {
  const byId = keyReader({ many: pagesByIds, alone: pageById, hasText: () => true }, context)
  const byPath = keyReader(
    { many: pagesByPaths, alone: pageByPath, hasText: ([path, , , current]) => path === current },
    context,
  )
  return {
    async byId(id, deadline, caller) {
      if (id < 1 || id > largestId) return undefined
      const row = await byId(id, deadline, caller)
      if (row === undefined) return undefined
      const [, , json, version] = row
      return json === null ? undefined : { id, version, json }
    },
    async byPath(path, deadline, caller) {
      const row = await byPath(path, deadline, caller)
      if (row === undefined) return undefined
      const [, , json, current, id, version] = row
      if (current !== path) return { kind: 'moved', path: current }
      return json === null ? undefined : { kind: 'page', page: { id, version, json } }
    },
  }
}

/** Id, transaction, JSON text (see keyReader), version. */
type ByIdRow = readonly [number, string, string | null, number]

const pagesByIds = statement<ByIdRow>(
  'pages.byIds',
  [number, text, text, number],
  `
  select id, posts.xmin::text,
    case when posts.xmin::text <> known and octet_length(content) <= ${largeRowBytes} then ${pageJsonSql} end, coalesce(version, 1)
  from unnest($1::int[], $2::text[]) as asked (page_id, known)
  join posts on posts.id = page_id and deleted_time is null`,
)

const pageById = statement<ByIdRow>(
  'pages.byId',
  [number, text, text, number],
  `
  select id, posts.xmin::text, ${pageJsonSql}, coalesce(version, 1) from posts where id = $1::int and deleted_time is null`,
)

/**
 * The requested path, transaction, JSON text if the page is there (see keyReader), the current path of its holder, its
 * id and version.
 */
type ByPathRow = readonly [string, string, string | null, string, number, number]

const pagesByPaths = statement<ByPathRow>(
  'pages.byPaths',
  [text, text, text, text, number, number],
  `
  select held.path, page.transaction,
    case when page.path = held.path and page.transaction <> known and octet_length(page.content) <= ${largeRowBytes} then page.json end,
    page.path, id, version
  from unnest($1::text[], $2::text[]) as asked (path, known)
  join paths as held on held.path = asked.path
  cross join lateral (
    select path, id, version, content, posts.xmin::text as transaction, ${pageJsonSql} as json
    from posts where posts.id = held.post_id and posts.path is not null
  ) as page`,
)

const pageByPath = statement<ByPathRow>(
  'pages.byPath',
  [text, text, text, text, number, number],
  `
  select held.path, page.transaction, case when page.path = held.path then page.json end, page.path, id, version
  from paths as held
  cross join lateral (
    select path, id, version, posts.xmin::text as transaction, ${pageJsonSql} as json
    from posts where posts.id = held.post_id and posts.path is not null
  ) as page
  where held.path = $1`,
)
