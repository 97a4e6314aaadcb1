import { instantSql } from '../database/instant.ts'
import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import type { ReadVersion } from './versions.ts'
import { stampSql } from './view-states.ts'

/** A version of a page with what readers need to know about it. */
export interface ReadChange {
  readonly position: number
  readonly version: number
  readonly kind: string
  /** The page's current path; null in the trash. */
  readonly path: string | null
  readonly title: string
  readonly authorId: number
  readonly authorName: string
  readonly summary: string
  /** Difference in bytes from the previous version. */
  readonly growth: number
  readonly createdTime: string
}

/** A page and its changes, in one state of the wiki. */
export interface PageHistory {
  readonly page: Pick<ReadVersion, 'id' | 'path' | 'title' | 'version' | 'createdTime'>
  /** See ViewState. */
  readonly stamp: string
  /** Newest first. */
  readonly changes: readonly ReadChange[]
}

export interface ChangeReader {
  /** Newest first. @param before a position @param author 0 for all */
  latest(before: number, author: number, limit: number, deadline: number): Promise<readonly ReadChange[]>
  /** @param path canonical; differs from that of the page if it has moved @param before only older versions */
  ofPage(path: string, before: number, limit: number, deadline: number): Promise<PageHistory | undefined>
}

/** Above every position and version. */
export const latest = 2_147_483_647

export function changeReader(context: BatchingContext): ChangeReader {
  const all = loneCall(latestChanges, 'readLanes', context)
  const ofAuthor = loneCall(changesOfAuthor, 'readLanes', context)
  const ofPage = loneCall(changesOfPage, 'readLanes', context)
  return {
    async latest(before, author, limit, deadline) {
      const rows = author === 0 ? all([before, limit], deadline) : ofAuthor([before, limit, author], deadline)
      return (await rows).map(changeOf)
    },
    async ofPage(path, before, limit, deadline) {
      return historyOf(await ofPage([path, before, limit], deadline))
    },
  }
}

type ChangeRow = readonly [number, number, string, string | null, string | null, number, string, string, number, string]

function changeOf(row: ChangeRow): ReadChange {
  const [position, version, kind, path, title, authorId, authorName, summary, growth, createdTime] = row
  return { position, version, kind, path, title: title ?? '', authorId, authorName, summary, growth, createdTime }
}

/** A row of changes, or of the page itself with the stamp. */
type HistoryRow = readonly [string | null, ...ChangeRow]

function historyOf(rows: readonly HistoryRow[]): PageHistory | undefined {
  const found = rows.find(([stamp]) => stamp !== null)
  if (found === undefined) return undefined
  const [stamp, id, version, , path, title, , , , , createdTime] = found
  const changes = rows.flatMap(([stamp, ...change]) => (stamp === null ? [changeOf(change)] : []))
  return { page: { id, path: path ?? '', title: title ?? '', version, createdTime }, stamp: stamp ?? '', changes }
}

const columns = [number, number, text, text, text, number, text, text, number, text] as const

const changeSql = `coalesce(change.position, 0)::numeric, change.version, change.kind, page.path, change.title, coalesce(change.user_id, 0),
    coalesce(author.name, ''), change.summary, change.size - coalesce(before.size, 0), ${instantSql('change.created_time')}`

const changedPages = `
  from revisions as change
  join posts as page on page.id = change.post_id
  left join users as author on author.id = change.user_id
  left join revisions as before on before.post_id = change.post_id and before.version = change.version - 1`

const changes = `select ${changeSql} ${changedPages}`

const latestChanges = statement<ChangeRow>(
  'reading.latestChanges',
  columns,
  `${changes}
  where change.position < $1::bigint order by change.position desc limit $2::int`,
)

const changesOfAuthor = statement<ChangeRow>(
  'reading.changesOfAuthor',
  columns,
  `${changes}
  where change.user_id = $3::int and change.position < $1::bigint order by change.position desc limit $2::int`,
)

const changesOfPage = statement<HistoryRow>(
  'reading.changesOfPage',
  [text, ...columns],
  `
  with shown as materialized (
    select post.id, post.path, post.title, post.version, post.created_time
    from paths as held join posts as post on post.id = held.post_id and post.path is not null where held.path = $1
  )
  select coalesce(${stampSql}, ''), id::numeric, version, '', path, title, 0, '', '', 0, ${instantSql('created_time')} from shown
  union all
  (
    select null, ${changeSql} ${changedPages}
    where change.post_id = (select id from shown) and change.version < $2::int order by change.version desc limit $3::int
  )`,
)
