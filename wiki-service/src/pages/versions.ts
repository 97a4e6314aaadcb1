import { loneCall } from '../database/lone-call.ts'
import { largestId, type BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import { pageJsonSql } from './page-json.ts'
import type { Page } from './schema.ts'

/** The current state of a page, in the trash or not, or that of a version. */
export interface PageState {
  readonly page: Page
  readonly json: string
  readonly isInTrash: boolean
}

export interface Versions {
  /** The current state; in the trash with its former path. */
  current(id: number, deadline: number): Promise<PageState | undefined>
  at(id: number, version: number, deadline: number): Promise<PageState | undefined>
}

/** Reads pages for writers: each read is separate, and starts after the call. */
export function versions(context: BatchingContext): Versions {
  const current = loneCall(currentVersion, 'readLanes', context)
  const at = loneCall(versionOfPage, 'readLanes', context)
  return {
    current: async (id, deadline) => (isId(id) ? stateOf(await current([id], deadline)) : undefined),
    at: async (id, version, deadline) =>
      isId(id) && isId(version) ? stateOf(await at([id, version], deadline)) : undefined,
  }
}

/** @param json of a page that is not in the trash */
export function liveState(json: string): PageState {
  return { page: JSON.parse(json) as Page, json, isInTrash: false }
}

function isId(value: number): boolean {
  return value >= 1 && value <= largestId
}

type StateRow = readonly [string, number]

function stateOf([row]: readonly StateRow[]): PageState | undefined {
  if (row === undefined) return undefined
  const [json, isInTrash] = row
  return { page: JSON.parse(json) as Page, json, isInTrash: isInTrash === 1 }
}

const currentVersion = statement<StateRow>(
  'pages.current',
  [text, number],
  `
  select ${pageJsonSql}, (deleted_time is not null)::int
  from (
    select id, coalesce(path, (select path from revisions where post_id = id and revisions.version = posts.version)) as path,
      title, content, tags, links, version, created_time, user_id, updated_time, updated_by, deleted_time
    from posts where id = $1::int
  ) as page`,
)

const versionOfPage = statement<StateRow>(
  'pages.atVersion',
  [text, number],
  `
  select ${pageJsonSql}, is_deleted
  from (
    select post_id as id, revisions.version, revisions.path, revisions.title, revisions.content, revisions.tags, revisions.links,
      posts.created_time, posts.user_id, revisions.created_time as updated_time, revisions.user_id as updated_by,
      (kind = 'delete')::int as is_deleted
    from revisions join posts on posts.id = post_id where post_id = $1::int and revisions.version = $2::int
    union all
    select id, 1, null, null, content, null, null, created_time, user_id, null, null, 0
    from posts where id = $1::int and $2::int = 1 and version is null
  ) as page`,
)
