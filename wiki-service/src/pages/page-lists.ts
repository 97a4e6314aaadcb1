import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { statement, text } from '../database/statement.ts'
import { listPart, type ListPart, type ListRow } from './cursor-list.ts'
import { pageSummaryJsonSql } from './page-json.ts'
import { instantSql } from '../database/instant.ts'

interface PageQuery {
  /** The page at this path and all below it. */
  readonly under?: string | undefined
  readonly tag?: string | undefined
  /** By path, or those first that were changed last. */
  readonly sort: 'path' | 'changed'
  /** The cursor that came with the part before. */
  readonly after?: string | undefined
  readonly limit: number
}

export interface PageLists {
  list(query: PageQuery, deadline: number): Promise<ListPart>
  /** Pages in the trash, those first that were deleted last. */
  trash(page: { readonly after: number; readonly limit: number }, deadline: number): Promise<ListPart>
}

export function pageLists(context: BatchingContext): PageLists {
  const call = (statement: typeof pagesByPath) => loneCall(statement, 'readLanes', context)
  const all = { path: call(pagesByPath), changed: call(pagesByChange) }
  const tagged = { path: call(taggedByPath), changed: call(taggedByChange) }
  const trash = call(pagesInTrash)
  return {
    list({ under = '', tag, sort, after, limit }, deadline) {
      const start = sort === 'path' ? (after ?? '') : Number(after ?? Number.MAX_SAFE_INTEGER)
      const values = [under, start]
      return tag === undefined
        ? listPart(all[sort], values, limit, deadline)
        : listPart(tagged[sort], [...values, tag], limit, deadline)
    },
    trash: ({ after, limit }, deadline) =>
      listPart(trash, [after > 0 ? after : Number.MAX_SAFE_INTEGER], limit, deadline),
  }
}

/** In the order of bytes everything below a path stands between `path/` and `path0`. U+10FFFF is in no path. */
const isUnder = (parameter: string): string => `
  path >= ${parameter} and path < case when ${parameter} = '' then U&'\\+10FFFF' else ${parameter} || '0' end
  and (${parameter} = '' or path = ${parameter} or path > ${parameter} || '/')`

const pagesByPath = statement<ListRow>(
  'pages.listByPath',
  [text, text],
  `
  select path, ${pageSummaryJsonSql} from posts where ${isUnder('$1')} and path > $2 order by path limit $3::int`,
)

const pagesByChange = statement<ListRow>(
  'pages.listByChange',
  [text, text],
  `
  select position::text, ${pageSummaryJsonSql} from posts
  where path is not null and ${isUnder('$1')} and position < $2::bigint order by position desc limit $3::int`,
)

const taggedByPath = statement<ListRow>(
  'pages.listTaggedByPath',
  [text, text],
  `
  select path, ${pageSummaryJsonSql} from page_tags join posts on posts.id = post_id
  where tag = $3 and ${isUnder('$1')} and path > $2 order by path limit $4::int`,
)

const taggedByChange = statement<ListRow>(
  'pages.listTaggedByChange',
  [text, text],
  `
  select position::text, ${pageSummaryJsonSql} from page_tags join posts on posts.id = post_id
  where tag = $3 and ${isUnder('$1')} and position < $2::bigint order by position desc limit $4::int`,
)

const pagesInTrash = statement<ListRow>(
  'pages.trash',
  [text, text],
  `
  select deletion.position::text, '{"id":' || posts.id || ',"path":' || to_json(deletion.path) || ',"title":' || to_json(posts.title)
    || ',"version":' || posts.version || ',"deleted_time":"' || ${instantSql('posts.deleted_time')}
    || '","deleted_by":' || posts.updated_by || '}'
  from revisions as deletion join posts on posts.id = deletion.post_id and posts.version = deletion.version
  where kind = 'delete' and deletion.position < $1::bigint order by deletion.position desc limit $2::int`,
)
