import { instantSql } from '../database/instant.ts'
import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { largestId } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import { stampSql } from './view-states.ts'

/** A complete version of a page, and its author. */
export interface ReadVersion {
  readonly id: number
  readonly version: number
  /** The path at that time. */
  readonly path: string
  readonly title: string
  readonly content: string
  readonly tags: readonly string[]
  readonly kind: string
  readonly summary: string
  readonly time: string
  readonly authorId: number
  readonly authorName: string
  /** When the page itself was created. */
  readonly createdTime: string
}

/** With the stamp of the wiki at that time; see ViewState. */
export type StampedVersion = ReadVersion & { readonly stamp: string }

export interface VersionReader {
  /** @param path canonical; differs from that of the page if it has moved */
  currentAt(path: string, deadline: number): Promise<StampedVersion | undefined>
  current(id: number, deadline: number): Promise<ReadVersion | undefined>
  at(id: number, version: number, deadline: number): Promise<ReadVersion | undefined>
}

export function versionReader(context: BatchingContext): VersionReader {
  const currentAt = loneCall(currentVersionsAtPaths, 'readLanes', context)
  const current = loneCall(currentVersions, 'readLanes', context)
  const at = loneCall(versionsAt, 'readLanes', context)
  return {
    async currentAt(path, deadline) {
      const [row] = await currentAt([path], deadline)
      if (row === undefined) return undefined
      const [stamp, ...version] = row
      return { ...readVersion(version), stamp: stamp ?? '' }
    },
    current: async (id, deadline) => versionOf(await current([id], deadline)),
    at: async (id, version, deadline) =>
      version > 0 && version <= largestId ? versionOf(await at([id, version], deadline)) : undefined,
  }
}

type VersionRow = readonly [
  number,
  number,
  string | null,
  string | null,
  string,
  string,
  string,
  string,
  string,
  number,
  string,
  string,
]

function versionOf([row]: readonly VersionRow[]): ReadVersion | undefined {
  return row && readVersion(row)
}

function readVersion(row: VersionRow): ReadVersion {
  const [id, version, path, title, content, tags, kind, summary, time, authorId, authorName, createdTime] = row
  return {
    id,
    version,
    path: path ?? '',
    title: title ?? '',
    content,
    tags: JSON.parse(tags) as string[],
    kind,
    summary,
    time,
    authorId,
    authorName,
    createdTime,
  }
}

const columns = [number, number, text, text, text, text, text, text, text, number, text, text] as const

const versionSql = `post.id, change.version, change.path, change.title, change.content, array_to_json(change.tags)::text, change.kind,
    change.summary, ${instantSql('change.created_time')}, coalesce(change.user_id, 0),
    coalesce(author.name, ''), ${instantSql('post.created_time')}`

const changeAndAuthor = `
  join revisions as change on change.post_id = post.id
  left join users as author on author.id = change.user_id`

const versions = `select ${versionSql} from posts as post ${changeAndAuthor}`

const currentVersionsAtPaths = statement<readonly [string | null, ...VersionRow]>(
  'reading.currentVersionAtPath',
  [text, ...columns],
  `
  select ${stampSql}, ${versionSql}
  from paths as held join posts as post on post.id = held.post_id and post.path is not null ${changeAndAuthor}
  where held.path = $1 and change.version = post.version`,
)

const currentVersions = statement<VersionRow>(
  'reading.currentVersion',
  columns,
  `${versions}
  where post.id = $1::int and change.version = post.version and post.deleted_time is null`,
)

const versionsAt = statement<VersionRow>(
  'reading.versionAt',
  columns,
  `${versions}
  where post.id = $1::int and change.version = $2::int`,
)
