import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { statement, text } from '../database/statement.ts'
import { listPart, type ListPart, type ListRow } from './cursor-list.ts'
import { pageSummaryJsonSql } from './page-json.ts'
import { instantSql } from '../database/instant.ts'

interface PageQuery {
  /** The page at this path and all pages below it. */
  readonly under?: string | undefined
  readonly tag?: string | undefined
  /** By path, or most recently changed first. */
  readonly sort: 'path' | 'changed'
  /** The cursor returned with the previous part. */
  readonly after?: string | undefined
  readonly limit: number
}

export interface PageLists {
  list(query: PageQuery, deadline: number): Promise<ListPart>
  /** Pages in the trash, most recently deleted first. */
  trash(page: { readonly after: number; readonly limit: number }, deadline: number): Promise<ListPart>
}

export function pageLists(context: BatchingContext): PageLists {
  const call = (statement: typeof pagesByPath) => loneCall(statement, 'readLanes', context)
  const [byPath, byChange, byChangeUnder] = [call(pagesByPath), call(pagesByChange), call(pagesByChangeUnder)]
  const tagged = { path: call(taggedByPath), changed: call(taggedByChange) }
  const trash = call(pagesInTrash)
  return {
    list({ under = '', tag, sort, after, limit }, deadline) {
      const position = Number(after ?? Number.MAX_SAFE_INTEGER)
      if (tag !== undefined)
        return listPart(tagged[sort], [under, sort === 'path' ? (after ?? '') : position, tag], limit, deadline)
      if (sort === 'path') return listPart(byPath, rangeOf(under, after), limit, deadline)
      return under === ''
        ? listPart(byChange, [position], limit, deadline)
        : listPart(byChangeUnder, [under, position], limit, deadline)
    },
    trash: ({ after, limit }, deadline) =>
      listPart(trash, [after > 0 ? after : Number.MAX_SAFE_INTEGER], limit, deadline),
  }
}

/** The path of the page itself unless it has been shown, and the range of the paths below it, in byte order. */
function rangeOf(under: string, after: string | undefined): readonly [string, string, string] {
  // U+0001 and U+10FFFF occur in no path.
  const behind = after === undefined ? '' : `${after}\u0001`
  if (under === '') return ['', behind, '\u{10ffff}']
  const below = `${under}/`
  return [after === undefined ? under : '', behind > below ? behind : below, `${under}0`]
}

const isUnder = (parameter: string): string => `
  path >= ${parameter} and path < case when ${parameter} = '' then U&'\\+10FFFF' else ${parameter} || '0' end
  and (${parameter} = '' or path = ${parameter} or path > ${parameter} || '/')`

// A bound on one side only, so that rows come in the order of the index; rows beyond the other bound are dropped.
const pagesByPath = statement<ListRow>(
  'pages.listByPath',
  [text, text],
  `
  select path, ${pageSummaryJsonSql} from posts where path = $1
  union all
  select path, ${pageSummaryJsonSql} from (select * from posts where path >= $2 order by path limit $4::int) as page
  where path < $3`,
)

const pagesByChange = statement<ListRow>(
  'pages.listByChange',
  [text, text],
  `
  select posts.position::text, ${pageSummaryJsonSql} from posts
  where path is not null and posts.position < $1::bigint order by posts.position desc limit $2::int`,
)

const pagesByChangeUnder = statement<ListRow>(
  'pages.listByChangeUnder',
  [text, text],
  `
  select posts.position::text, ${pageSummaryJsonSql} from posts
  where ${isUnder('$1')} and posts.position < $2::bigint order by posts.position desc limit $3::int`,
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
  select posts.position::text, ${pageSummaryJsonSql} from page_tags join posts on posts.id = post_id
  where tag = $3 and ${isUnder('$1')} and posts.position < $2::bigint order by posts.position desc limit $4::int`,
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
