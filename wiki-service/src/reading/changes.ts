import { instantSql } from '../database/instant.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import { rowsReader } from './rows.ts'

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

export interface ChangeReader {
  /** Newest first. @param before a position @param author 0 for all */
  latest(before: number, author: number, limit: number, deadline: number): Promise<readonly ReadChange[]>
  /** The versions of a page older than this one, newest first. */
  ofPage(id: number, before: number, limit: number, deadline: number): Promise<readonly ReadChange[]>
}

/** Above every position and version. */
export const latest = 2_147_483_647

export function changeReader(context: BatchingContext): ChangeReader {
  const all = rowsReader(latestChanges, context)
  const ofAuthor = rowsReader(changesOfAuthor, context)
  const ofPage = rowsReader(changesOfPage, context)
  return {
    async latest(before, author, limit, deadline) {
      const rows = author === 0 ? all([before, limit], deadline) : ofAuthor([before, limit, author], deadline)
      return (await rows).map(changeOf)
    },
    async ofPage(id, before, limit, deadline) {
      return (await ofPage([id, before, limit], deadline)).map(changeOf)
    },
  }
}

type ChangeRow = readonly [number, number, string, string | null, string | null, number, string, string, number, string]

function changeOf(row: ChangeRow): ReadChange {
  const [position, version, kind, path, title, authorId, authorName, summary, growth, createdTime] = row
  return { position, version, kind, path, title: title ?? '', authorId, authorName, summary, growth, createdTime }
}

const columns = [number, number, text, text, text, number, text, text, number, text] as const

const changes = `
  select coalesce(change.position, 0)::numeric, change.version, change.kind, page.path, change.title, change.user_id, author.name,
    change.summary, change.size - coalesce(before.size, 0), ${instantSql('change.created_time')}
  from revisions as change
  join posts as page on page.id = change.post_id
  join users as author on author.id = change.user_id
  left join revisions as before on before.post_id = change.post_id and before.version = change.version - 1`

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

const changesOfPage = statement<ChangeRow>(
  'reading.changesOfPage',
  columns,
  `${changes}
  where change.post_id = $1::int and change.version < $2::int order by change.version desc limit $3::int`,
)
