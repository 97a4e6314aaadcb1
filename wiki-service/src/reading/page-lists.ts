import { instantSql } from '../database/instant.ts'
import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import { isLive } from './surroundings.ts'

/** A path that has links but no page. */
export interface WantedPath {
  readonly path: string
  readonly links: number
}

interface ReadPage {
  readonly id: number
  /** In the trash: its former path. */
  readonly path: string
  readonly title: string
  /** Time and author of its last change or deletion. */
  readonly time: string
  readonly authorId: number
  readonly authorName: string
}

export interface PageListReader {
  /** By path, after `after`. @param under '' for all */
  all(under: string, after: string, limit: number, deadline: number): Promise<readonly ReadPage[]>
  /** Pages without incoming links, by path, after `after`. */
  orphans(after: string, limit: number, deadline: number): Promise<readonly ReadPage[]>
  /** Most wanted first. */
  wanted(offset: number, limit: number, deadline: number): Promise<readonly WantedPath[]>
  /** Most recently deleted first. */
  trash(offset: number, limit: number, deadline: number): Promise<readonly ReadPage[]>
}

export function pageListReader(context: BatchingContext): PageListReader {
  const all = loneCall(allPages, 'readLanes', context)
  const under = loneCall(pagesUnder, 'readLanes', context)
  const orphans = loneCall(orphanedPages, 'searchLanes', context)
  const wanted = loneCall(wantedPaths, 'searchLanes', context)
  const trash = loneCall(trashedPages, 'readLanes', context)
  return {
    async all(folder, after, limit, deadline) {
      const rows = folder === '' ? all([after, limit], deadline) : under([after, limit, folder], deadline)
      return (await rows).map(pageOf)
    },
    orphans: async (after, limit, deadline) => (await orphans([after, limit], deadline)).map(pageOf),
    wanted: async (offset, limit, deadline) =>
      (await wanted([offset, limit], deadline)).map(([path, links]) => ({ path, links })),
    trash: async (offset, limit, deadline) => (await trash([offset, limit], deadline)).map(pageOf),
  }
}

type PageRow = readonly [number, string | null, string, string, number, string]

function pageOf([id, path, title, time, authorId, authorName]: PageRow): ReadPage {
  return { id, path: path ?? '', title, time, authorId, authorName }
}

const columns = [number, text, text, text, number, text] as const

const livePages = `
  select page.id, page.path, page.title, ${instantSql('page.updated_time')}, page.updated_by, author.name
  from posts as page join users as author on author.id = page.updated_by`

const allPages = statement<PageRow>(
  'reading.allPages',
  columns,
  `${livePages}
  where page.path > $1 order by page.path limit $2::int`,
)

const pagesUnder = statement<PageRow>(
  'reading.pagesUnder',
  columns,
  `${livePages}
  where page.path > $1 and (page.path = $3 or page.path > $3 || '/' and page.path < $3 || '0')
  order by page.path limit $2::int`,
)

const orphanedPages = statement<PageRow>(
  'reading.orphans',
  columns,
  `${livePages}
  where page.path > $1 and not exists (
    select from paths join links on links.target = paths.path where paths.post_id = page.id and links.post_id <> page.id
  )
  order by page.path limit $2::int`,
)

const wantedPaths = statement<readonly [string, number]>(
  'reading.wanted',
  [text, number],
  `
  select target, count(*)::int from links where not ${isLive}
  group by target order by 2 desc, 1 offset $1::int limit $2::int`,
)

const trashedPages = statement<PageRow>(
  'reading.trash',
  columns,
  `
  select page.id, last.path, page.title, ${instantSql('page.deleted_time')}, page.updated_by, author.name
  from posts as page
  join users as author on author.id = page.updated_by
  join revisions as last on last.post_id = page.id and last.version = page.version
  where page.deleted_time is not null order by page.deleted_time desc, page.id desc offset $1::int limit $2::int`,
)
