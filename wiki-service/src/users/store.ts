import type { Caller } from '../database/caller.ts'
import { createOnce, creator, type Creation, type ReceiptRow } from '../database/creator.ts'
import { horizon, horizonStatements } from '../database/horizon.ts'
import { instantSql } from '../database/instant.ts'
import { pageBytes, pageReader, type Page, type PageRequest, type PageRow } from '../database/page-reader.ts'
import {
  largeRowBytes,
  rowReader,
  type BatchedRow,
  type BatchingContext,
  type LoneRow,
} from '../database/row-reader.ts'
import { number, numbers, statement, text } from '../database/statement.ts'
import type { NewUser } from './schema.ts'

/**
 * Deadlines are in milliseconds of performance.now(). Every call throws Unavailable at its deadline, and CallerGone
 * when its caller has left.
 */
export interface UserStore {
  /** The user as JSON text. */
  create(user: NewUser, deadline: number, caller?: Caller): Promise<string>
  /** The same, once for each key. @param key a UUID without hyphens */
  createOnce(user: NewUser, key: string, deadline: number): Promise<string>
  /** @returns the user as JSON text; undefined if there is none */
  get(id: number, deadline: number, caller?: Caller): Promise<string | undefined>
  list(page: PageRequest, deadline: number, caller?: Caller): Promise<Page>
}

export function userStore(context: BatchingContext): UserStore {
  const create = creator<NewUser>({ ...creation, many: createUsers, weigh: ({ name }) => name.length }, context)
  return {
    create: async (user, deadline, caller) => createdJson(user, await create(user, deadline, caller)),
    createOnce: async (user, key, deadline) =>
      createdJson(user, await createOnce(creation, context.database, key, user, deadline)),
    get: rowReader({ many: usersByIds, alone: userAlone }, context),
    list: pageReader(pagesOfUsers, context, horizon(ids, context.database)),
  }
}

function createdJson(user: NewUser, created: Creation): string {
  if (created === undefined) throw new Error('a user refers to nothing that could be missing')
  return userJson(created.id, user, created.createdTime)
}

/** PostgreSQL and JSON.stringify escape text in the same way; a test compares the two. */
function userJson(id: number, user: NewUser, createdTime: string): string {
  return `{"id":${id},"name":${JSON.stringify(user.name)},"created_time":"${createdTime}"}`
}

const userJsonSql = `'{"id":' || id || ',"name":' || to_json(name) || ',"created_time":"' || ${instantSql('created_time')} || '"}'`

const usersByIds = statement<BatchedRow>(
  'users.byIds',
  [number, text],
  `
  select id, case when octet_length(name) <= ${largeRowBytes} then ${userJsonSql} end from users where id = any($1::int[])`,
)

const userAlone = statement<LoneRow>('users.alone', [text], `select ${userJsonSql} from users where id = $1`)

const ids = horizonStatements('users')

const pagesOfUsers = {
  many: statement<PageRow>('users.pages', [number, text, number], pageSql(`bytes <= ${largeRowBytes}`)),
  alone: statement<PageRow>('users.pageAlone', [number, text, number], pageSql('true')),
}

/** @param isGiven whether to return a page, based on the bytes of all its rows; otherwise its text is not built */
function pageSql(isGiven: string): string {
  return `
  select wanted.position::int, page.body, case when page.last < least((select max(id) from users), wanted.until)
    then page.last end
  from unnest($1::int[], $2::int[], $3::int[]) with ordinality as wanted (after, size, until, position)
  cross join lateral (
    select case when coalesce(bool_and(${isGiven}), true)
      then '[' || coalesce(string_agg(${userJsonSql}, ',') filter (where ${isGiven}), '') || ']' end as body, max(id) as last
    from (
      select *, sum(octet_length(name)) over () as bytes,
        sum(octet_length(name)) over (order by id rows unbounded preceding) - octet_length(name) as bytes_before
      from (select * from users where id > wanted.after and id <= wanted.until order by id limit wanted.size) as following
    ) as person
    where bytes_before < ${pageBytes}
  ) as page`
}

const createUsers = statement<ReceiptRow>(
  'users.create',
  [numbers, text],
  `
  with accepted as materialized (
    select nextval('users_id_seq')::int as id, wanted.* from (
      select name, position from unnest($2::text[]) with ordinality as wanted (name, position) order by position
    ) as wanted
  ), created as (
    insert into users (id, name, created_time) select id, name, now() from accepted
  )
  insert into creation_receipts (key, ids, created_time)
  select $1::uuid, array_agg(id order by position), now() from accepted
  returning ids, ${instantSql('created_time')}`,
)

const createUser = statement<ReceiptRow>(
  'users.createAlone',
  [numbers, text],
  `
  with created as (
    insert into users (name, created_time) values ($2::text, now()) returning id
  )
  insert into creation_receipts (key, ids, created_time)
  select $1::uuid, array[id], now() from created
  returning ids, ${instantSql('created_time')}`,
)

const creation = { alone: createUser, values: ({ name }: NewUser) => [name] }
