import type { Caller } from '../database/caller.ts'
import { keyReader } from '../database/key-reader.ts'
import { largeRowBytes, largestId, type BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import { pageJsonSql } from './page-json.ts'

/** A page as JSON text, with the version that is its ETag. */
export interface PageText {
  readonly id: number
  readonly version: number
  readonly json: string
}

/** What is at a path: a page, or one that has moved on from there, or nothing. */
type AtPath =
  | { readonly kind: 'page'; readonly page: PageText }
  | { readonly kind: 'moved'; readonly path: string }
  | undefined

export interface PageFinder {
  /** A page or a plain post; undefined when there is none, or it is in the trash. */
  byId(id: number, deadline: number, caller?: Caller): Promise<PageText | undefined>
  /** @param path in its canonical form */
  byPath(path: string, deadline: number, caller?: Caller): Promise<AtPath>
}

export function pageFinder(context: BatchingContext): PageFinder {
  const byId = keyReader({ many: pagesByIds, alone: pageById, isLarge: ([, , json]) => json === null }, context)
  const byPath = keyReader(
    {
      many: pagesByPaths,
      alone: pageByPath,
      isLarge: ([path, current, , , json]) => path === current && json === null,
    },
    context,
  )
  return {
    async byId(id, deadline, caller) {
      if (id < 1 || id > largestId) return undefined
      const [, version, json] = (await byId(id, deadline, caller)) ?? []
      return version === undefined || json === undefined || json === null ? undefined : { id, version, json }
    },
    async byPath(path, deadline, caller) {
      const [, current, id, version, json] = (await byPath(path, deadline, caller)) ?? []
      if (current === undefined || id === undefined || version === undefined) return undefined
      if (current !== path) return { kind: 'moved', path: current }
      return json === undefined || json === null ? undefined : { kind: 'page', page: { id, version, json } }
    },
  }
}

/** Id, version, and the JSON text unless it is large. */
type ByIdRow = readonly [number, number, string | null]

const pagesByIds = statement<ByIdRow>(
  'pages.byIds',
  [number, number, text],
  `
  select id, coalesce(version, 1), case when octet_length(content) <= ${largeRowBytes} then ${pageJsonSql} end
  from posts where id = any($1::int[]) and deleted_time is null`,
)

const pageById = statement<ByIdRow>(
  'pages.byId',
  [number, number, text],
  `
  select id, coalesce(version, 1), ${pageJsonSql} from posts where id = $1::int and deleted_time is null`,
)

/** The path asked for, that of its holder now, the holder's id and version; the JSON text when the page is there and not large. */
type ByPathRow = readonly [string, string, number, number, string | null]

const pagesByPaths = statement<ByPathRow>(
  'pages.byPaths',
  [text, text, number, number, text],
  `
  select held.path, page.path, id, version,
    case when page.path = held.path and octet_length(content) <= ${largeRowBytes} then page.json end
  from paths as held
  cross join lateral (
    select path, id, version, content, ${pageJsonSql} as json from posts where posts.id = held.post_id and posts.path is not null
  ) as page
  where held.path = any($1::text[])`,
)

const pageByPath = statement<ByPathRow>(
  'pages.byPath',
  [text, text, number, number, text],
  `
  select held.path, page.path, id, version, case when page.path = held.path then page.json end
  from paths as held
  cross join lateral (
    select path, id, version, ${pageJsonSql} as json from posts where posts.id = held.post_id and posts.path is not null
  ) as page
  where held.path = $1`,
)
