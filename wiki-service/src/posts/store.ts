import type { Caller } from '../database/caller.ts'
import { creator, type ReceiptRow } from '../database/creator.ts'
import { horizon, horizonStatements } from '../database/horizon.ts'
import { instantSql } from '../database/instant.ts'
import { pageBytes, pageReader, type Page, type PageRequest, type PageRow } from '../database/page-reader.ts'
import {
  largeRowBytes,
  largestId,
  rowReader,
  type BatchedRow,
  type BatchingContext,
  type LoneRow,
} from '../database/row-reader.ts'
import { number, numbers, statement, text } from '../database/statement.ts'
import type { NewPost } from './schema.ts'

/**
 * Deadlines are in milliseconds of performance.now(). Every call throws Unavailable at its deadline, and CallerGone
 * when its caller has left.
 */
export interface PostStore {
  /** @returns the post as JSON text; undefined if the user does not exist */
  create(post: NewPost, deadline: number, caller?: Caller): Promise<string | undefined>
  /** @returns the post as JSON text; undefined if there is none */
  get(id: number, deadline: number, caller?: Caller): Promise<string | undefined>
  list(page: PageRequest, deadline: number, caller?: Caller): Promise<Page>
}

export function postStore(context: BatchingContext): PostStore {
  const create = creator<NewPost>(
    {
      many: createPosts,
      alone: createPost,
      values: ({ user_id, content }) => [user_id, content],
      weigh: ({ content }) => content.length,
    },
    context,
  )
  return {
    async create(post, deadline, caller) {
      if (post.user_id < 1 || post.user_id > largestId) return undefined
      const created = await create(post, deadline, caller)
      return created && postJson(created.id, post, created.createdTime)
    },
    get: rowReader({ many: postsByIds, alone: postAlone }, context),
    list: pageReader(pagesOfPosts, context, horizon(ids, context.database)),
  }
}

/** PostgreSQL and JSON.stringify escape text in the same way; a test compares the two. */
function postJson(id: number, post: NewPost, createdTime: string): string {
  return `{"post_id":${id},"content":${JSON.stringify(post.content)},"user_id":${post.user_id},"created_time":"${createdTime}"}`
}

// The original service stored posts without a user if a program told it to.
const postJsonSql = `'{"post_id":' || id || ',"content":' || to_json(content) || ',"user_id":' || coalesce(user_id::text, 'null')
    || ',"created_time":"' || ${instantSql('created_time')} || '"}'`

const postsByIds = statement<BatchedRow>(
  'posts.byIds',
  [number, text],
  `
  select id, case when octet_length(content) <= ${largeRowBytes} then ${postJsonSql} end
  from posts where id = any($1::int[]) and deleted_time is null`,
)

const postAlone = statement<LoneRow>(
  'posts.alone',
  [text],
  `select ${postJsonSql} from posts where id = $1 and deleted_time is null`,
)

const ids = horizonStatements('posts')

const pagesOfPosts = {
  many: statement<PageRow>('posts.pages', [number, text, number], pageSql(`bytes <= ${largeRowBytes}`)),
  alone: statement<PageRow>('posts.pageAlone', [number, text, number], pageSql('true')),
}

/** @param isGiven whether to return a page, based on the bytes of all its rows; otherwise its text is not built */
function pageSql(isGiven: string): string {
  return `
  select wanted.position::int, page.body, case
    when page.last < least((select max(id) from posts where deleted_time is null), wanted.until) then page.last end
  from unnest($1::int[], $2::int[], $3::int[]) with ordinality as wanted (after, size, until, position)
  cross join lateral (
    select case when coalesce(bool_and(${isGiven}), true)
      then '[' || coalesce(string_agg(${postJsonSql}, ',') filter (where ${isGiven}), '') || ']' end as body, max(id) as last
    from (
      select *, sum(octet_length(content)) over () as bytes,
        sum(octet_length(content)) over (order by id rows unbounded preceding) - octet_length(content) as bytes_before
      from (
        select * from posts where id > wanted.after and id <= wanted.until and deleted_time is null order by id limit wanted.size
      ) as following
    ) as post
    where bytes_before < ${pageBytes}
  ) as page`
}

const createPosts = statement<ReceiptRow>(
  'posts.create',
  [numbers, text],
  `
  with wanted as materialized (
    select user_id, content, position from unnest($2::int[], $3::text[]) with ordinality as wanted (user_id, content, position)
  ), accepted as materialized (
    select nextval('posts_id_seq')::int as id, existing.* from (
      select * from wanted where (select true from users where users.id = wanted.user_id) order by position
    ) as existing
  ), created as (
    insert into posts (id, content, user_id, created_time) select id, content, user_id, now() from accepted
  )
  insert into creation_receipts (key, ids, created_time)
  select $1::uuid, array_agg(accepted.id order by wanted.position), now() from wanted left join accepted using (position)
  returning ids, ${instantSql('created_time')}`,
)

const createPost = statement<ReceiptRow>(
  'posts.createAlone',
  [numbers, text],
  `
  with created as (
    insert into posts (content, user_id, created_time)
    select $3::text, users.id, now() from users where users.id = $2::int
    returning id
  )
  insert into creation_receipts (key, ids, created_time)
  select $1::uuid, array[(select id from created)], now()
  returning ids, ${instantSql('created_time')}`,
)
