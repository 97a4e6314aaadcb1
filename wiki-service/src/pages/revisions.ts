import { loneCall } from '../database/lone-call.ts'
import { largestId, type BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import type { ListPart } from './cursor-list.ts'
import { revisionJsonSql, revisionSummaryJsonSql } from './page-json.ts'

export interface RevisionReader {
  /** Newest first, older than version `after` (0: from the newest); undefined if there is no such page. */
  revisions(
    id: number,
    page: { readonly after: number; readonly limit: number },
    deadline: number,
  ): Promise<ListPart<number> | undefined>
  /** As JSON text. */
  revision(id: number, version: number, deadline: number): Promise<string | undefined>
}

export function revisionReader(context: BatchingContext): RevisionReader {
  const list = loneCall(revisionsOfPage, 'readLanes', context)
  const one = loneCall(revisionOfPage, 'readLanes', context)
  return {
    async revisions(id, { after, limit }, deadline) {
      if (id < 1 || id > largestId) return undefined
      const rows = await list([id, after < 1 ? largestId : Math.min(after, largestId), limit + 1], deadline)
      const found = rows.filter(([version]) => version > 0)
      const shown = found.slice(0, limit)
      const next = found.length > limit ? (shown.at(-1)?.[0] ?? null) : null
      return rows.length === 0 ? undefined : { json: `[${shown.map(([, json]) => json).join(',')}]`, next }
    },
    async revision(id, version, deadline) {
      if (id < 1 || id > largestId || version < 1 || version > largestId) return undefined
      return (await one([id, version], deadline))[0]?.[0]
    },
  }
}

/** The first version that a plain post will have once it becomes a page. */
const plainRevision = `
    select id as post_id, 1 as version, 'post' as kind, null::text as path, null::text as title, content, '{}'::text[] as tags,
      user_id, '' as summary, octet_length(convert_to(content, 'UTF8')) as size, created_time
    from posts where id = $1::int and posts.version is null`

/** Version and JSON text; version 0 without text means that the page exists but none of its versions match. */
const revisionsOfPage = statement<readonly [number, string | null]>(
  'revisions.list',
  [number, text],
  `
  select version, ${revisionSummaryJsonSql} from (
    -- Compared as one, so that the rows come in the order of the index: few pages have as many versions as the longest.
    select * from revisions where (post_id, version) < ($1::int, $2::int) order by post_id desc, version desc limit $3::int
  ) as earlier
  where post_id = $1::int
  union all
  select version, ${revisionSummaryJsonSql} from (${plainRevision}) as plain where $2::int > 1
  union all
  select 0, null from posts where id = $1::int`,
)

const revisionOfPage = statement<readonly [string]>(
  'revisions.one',
  [text],
  `
  select ${revisionJsonSql} from revisions where post_id = $1::int and version = $2::int
  union all
  select ${revisionJsonSql} from (${plainRevision}) as plain where $2::int = 1`,
)
