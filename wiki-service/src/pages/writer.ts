import { isUniqueViolation } from '../database/failures.ts'
import { instantSql } from '../database/instant.ts'
import { loneCall, type LoneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { sharedCall } from '../database/shared-call.ts'
import { number, statement, text, type Parameter } from '../database/statement.ts'
import type { RequestKey } from './request-key.ts'
import type { Page } from './schema.ts'
import type { PageState } from './versions.ts'

/** The author of a write, and the key that identifies its retries. */
export interface Author {
  readonly user_id: number
  readonly summary: string
  readonly request: RequestKey
}

/** The next state of a page. */
export interface NewVersion {
  /** Null creates a page. */
  readonly id: number | null
  /** The version that it is based on; if another is current, the write is stale. 0 for a new page. */
  readonly from: number
  readonly kind: 'create' | 'edit' | 'move' | 'delete' | 'restore'
  readonly path: string
  /** The path is derived from the title, and gets a number if it is taken. */
  readonly isPathNumbered?: boolean
  readonly title: string
  readonly content: string
  readonly tags: readonly string[]
  readonly links: readonly string[]
  /** Whether title, tags or content have changed, so that the search index must have them. */
  readonly isIndexed?: boolean
  /** Stored in the receipt. */
  readonly detail?: ReceiptDetail
}

/** The next version of a live page that keeps its path. */
interface EditInPlace extends Pick<NewVersion, 'from' | 'path' | 'title' | 'content' | 'links'> {
  readonly id: number | undefined
  /** Undefined keeps those that it has. */
  readonly tags: readonly string[] | undefined
}

/** A page and all pages below, at their new paths; the page itself comes first. */
interface Move {
  readonly pages: readonly {
    readonly id: number
    readonly from: number
    readonly path: string
    readonly links: readonly string[]
  }[]
}

export interface ReceiptDetail {
  readonly merged?: boolean
  /** Number of pages moved. */
  readonly moved?: number
  /** The version that the client knew. */
  readonly base?: number
  readonly path?: string
  readonly holder?: number
}

/** The outcome of a request, now or when it was first sent. */
export interface Receipt {
  readonly outcome: 'written' | 'unchanged' | 'path_taken' | 'no_such_user' | 'key_reused' | Decision
  readonly id: number
  readonly version: number
  readonly detail: ReceiptDetail
  /** The version, if this call has stored it: to read it again is not needed. */
  readonly state?: PageState
}

/** An outcome that needs no write. */
type Decision =
  | 'stale'
  | 'no_such_page'
  | 'exists'
  | 'not_in_trash'
  | 'no_such_version'
  | 'no_such_heading'
  | 'plain_post'

/** The page has another version than the write is based on, so read it again. Nothing was stored. */
export type Outdated = 'outdated'

export interface PageWriter {
  write(page: NewVersion, author: Author, deadline: number): Promise<Receipt | Outdated>
  edit(page: EditInPlace, author: Author, deadline: number): Promise<Receipt | Outdated>
  move(move: Move, author: Author, deadline: number): Promise<Receipt | Outdated>
  /** Keeps a decision for retries; returns an earlier receipt if there is one. */
  decide(decision: Decision, author: Author, deadline: number, about?: Partial<Receipt>): Promise<Receipt>
}

export function pageWriter(context: BatchingContext): PageWriter {
  const write = receiptOf(loneCall(writePage, 'writeLanes', context))
  const edit = receiptOf(sharedCall({ alone: editInPlace, many: editsInPlace }, context))
  const move = receiptOf(loneCall(movePages, 'writeLanes', context))
  const decide = receiptOf(loneCall(decideRequest, 'writeLanes', context))
  return {
    async write(page, { user_id, summary, request }, deadline) {
      const values = [
        ...keyParameters(request),
        page.id,
        page.from,
        page.kind,
        page.path,
        page.isPathNumbered ?? false,
        page.title,
        page.content,
        page.tags,
        page.links,
        user_id,
        summary,
        page.isIndexed ? '{}' : null,
        JSON.stringify(page.detail ?? {}),
      ]
      const { stamp, ...receipt } = await write(values, deadline)
      return orOutdated(stamp === undefined ? receipt : { ...receipt, state: stored(page, user_id, receipt, stamp) })
    },
    async edit(page, { user_id, summary, request }, deadline) {
      const { path, id = null, from, title, content, tags = null, links } = page
      const values = [...keyParameters(request), path, id, from, title, content, tags, links, user_id, summary]
      const { stamp, ...receipt } = await edit(values, deadline)
      if (stamp === undefined) return orOutdated(receipt)
      return { ...receipt, state: stored({ ...page, kind: 'edit', tags: tags ?? [] }, user_id, receipt, stamp) }
    },
    async move({ pages }, { user_id, summary, request }, deadline) {
      const values = [
        ...keyParameters(request),
        pages.map(({ id }) => id),
        pages.map(({ from }) => from),
        pages.map(({ path }) => path),
        JSON.stringify(pages.map(({ links }) => links)),
        user_id,
        summary,
      ]
      return orOutdated(await move(values, deadline))
    },
    async decide(decision, { request }, deadline, { id, version, detail } = {}) {
      const about = [decision, id ?? null, version ?? null, JSON.stringify(detail ?? {})]
      return await decide([...keyParameters(request), ...about], deadline)
    },
  }
}

type ReceiptColumns = readonly [string, number | null, number | null, string | null, number]
/** After them: path, times and creator of a version that was stored now. */
type WriteColumns = readonly [...ReceiptColumns, string | null, string | null, number | null, string | null]
/** After them: its tags as JSON. */
type EditColumns = readonly [...WriteColumns, string | null]

type Stamp = Pick<Page, 'path' | 'created_time' | 'created_by' | 'updated_time'> & Partial<Pick<Page, 'tags'>>

function receiptOf(
  call: LoneCall<ReceiptColumns | WriteColumns | EditColumns>,
): (values: readonly Parameter[], deadline: number) => Promise<Kept> {
  return async (values, deadline) => {
    for (;;) {
      try {
        const [row] = await call(values, deadline)
        if (row === undefined) throw new Error('a write of a page has no receipt')
        const [outcome, id, version, detail, isKept, ...written] = row
        const [path = null, created = null, created_by = null, updated = null, tags = null] = written
        return {
          // Safe: only these functions and decide() write it.
          outcome: outcome as Receipt['outcome'],
          id: id ?? 0,
          version: version ?? 0,
          detail: detail === null ? {} : (JSON.parse(detail) as ReceiptDetail),
          isKept: isKept === 1,
          ...(created !== null &&
            updated !== null && {
              stamp: {
                path,
                created_time: created,
                created_by,
                updated_time: updated,
                ...(tags !== null && { tags: JSON.parse(tags) as string[] }),
              },
            }),
        }
      } catch (error) {
        // A page that moved along took the path between check and write; by now it is visible there.
        if (!isUniqueViolation(error, 'posts_path') || performance.now() > deadline) throw error
      }
    }
  }
}

type Kept = Receipt & { readonly isKept: boolean; readonly stamp?: Stamp }

function stored(
  {
    kind,
    path,
    title,
    content,
    tags,
    links,
  }: Pick<NewVersion, 'kind' | 'path' | 'title' | 'content' | 'tags' | 'links'>,
  updated_by: number,
  { id, version }: Receipt,
  { created_time, created_by, updated_time, ...stamp }: Stamp,
): PageState {
  const page = {
    // The same members in the same order as in pageJsonSql.
    id,
    // In the trash only the version has a path.
    path: stamp.path ?? path,
    title,
    content,
    tags: [...(stamp.tags ?? tags)],
    version,
    created_time,
    created_by,
    updated_time,
    updated_by,
    links: [...links],
  }
  return { page, json: JSON.stringify(page), isInTrash: kind === 'delete' }
}

function orOutdated(receipt: Kept): Receipt | Outdated {
  return receipt.isKept || receipt.outcome === 'key_reused' ? receipt : 'outdated'
}

function keyParameters({ key, fingerprint, keepSeconds }: RequestKey): readonly Parameter[] {
  return [key, fingerprint, keepSeconds]
}

const receiptColumns = 'outcome, post_id, version, detail::text, (key is not null)::int'

const writePage = statement<WriteColumns>(
  'pages.write',
  [text, number, number, text, number, text, text, number, text],
  `
  select ${receiptColumns}, live_path, ${instantSql('created_time')}, created_by, ${instantSql('updated_time')}
  from write_page($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
  left join lateral what_was_written(post_id, version) on outcome = 'written'`,
)

const editColumns = [text, number, number, text, number, text, text, number, text, text] as const

const edited = `(receipt).outcome, (receipt).post_id, (receipt).version, (receipt).detail::text, ((receipt).key is not null)::int,
    null, ${instantSql('created_time')}, created_by, ${instantSql('updated_time')}, array_to_json(done.tags)::text`

const editInPlace = statement<EditColumns>(
  'pages.edit',
  editColumns,
  `
  select ${edited} from edit_in_place($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as done`,
)

// In the order of the ids, in which pages are indexed too: otherwise the two might wait for each other.
const editsInPlace = statement<EditColumns>(
  'pages.edits',
  editColumns,
  `
  select ${edited}
  from (
    select edit.* from unnest(
      $1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::int[], $6::int[], $7::text[], $8::text[], $9::text[], $10::text[], $11::int[], $12::text[]
    ) with ordinality as edit (
      request_key, request_fingerprint, keep_seconds, page_path, page_id, expected_version, title, content, tags, links, author, summary, number
    )
    left join posts on posts.path = page_path order by posts.id
  ) as edit, lateral edit_in_place(
    request_key, request_fingerprint, keep_seconds, page_path, page_id, expected_version, title, content, edit.tags::text[], links::text[],
    author, summary
  ) as done
  order by number`,
)

const movePages = statement<ReceiptColumns>(
  'pages.move',
  [text, number, number, text, number],
  `
  select ${receiptColumns} from move_pages($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
)

const decideRequest = statement<ReceiptColumns>(
  'pages.decide',
  [text, number, number, text, number],
  `
  select ${receiptColumns} from decide_request($1, $2, $3, $4, $5, $6, $7)`,
)
