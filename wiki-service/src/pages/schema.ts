import * as Type from 'typebox'

/** Limits of a page's fields; a refusal names the limit. */
export const pageLimits = {
  /** Code points. */
  title: 200,
  summary: 500,
  tag: 50,
  tags: 20,
  /** Bytes in UTF-8. */
  content: 1024 * 1024,
} as const

/** Whether the text exceeds the limit of a page's content. */
export function isTooLarge(content: string): boolean {
  return content.length > pageLimits.content || Buffer.byteLength(content) > pageLimits.content
}

const time = Type.String({ format: 'date-time' })
const id = Type.Integer({ minimum: 1 })
const version = Type.Integer({
  minimum: 1,
  description: 'Counts up from 1 without gaps; the ETag is this number in quotation marks.',
})
const nullableText = Type.Union([Type.String(), Type.Null()])

const identity = {
  id,
  path: Type.Union([Type.String(), Type.Null()], { description: 'Null for a plain post.' }),
  title: Type.Union([Type.String(), Type.Null()], { description: 'Null for a plain post.' }),
}
const tags = Type.Array(Type.String())
/** A post of the original service may have no user. */
const author = Type.Union([id, Type.Null()])
const times = { version, created_time: time, created_by: author, updated_time: time, updated_by: author }

/** A page as clients see it. */
export const Page = Type.Object({
  ...identity,
  content: Type.String({ description: 'Markdown, unchanged.' }),
  tags,
  ...times,
  links: Type.Array(Type.String(), { description: 'Paths that the content links to, with or without a page.' }),
})
export type Page = Type.Static<typeof Page>

/** A page in a list. */
export const PageSummary = Type.Object({ ...identity, tags, ...times })
export type PageSummary = Type.Static<typeof PageSummary>

/** A page in the trash, with its former path. */
export const TrashedPage = Type.Object({ ...identity, version, deleted_time: time, deleted_by: id })
export type TrashedPage = Type.Static<typeof TrashedPage>

const kind = Type.Union(
  (['post', 'create', 'edit', 'move', 'delete', 'restore'] as const).map((one) => Type.Literal(one)),
  { description: '`post` is a page before it had a title.' },
)

const change = {
  page_id: id,
  version,
  kind,
  path: nullableText,
  title: nullableText,
  user_id: author,
  summary: Type.String(),
  size: Type.Integer({ minimum: 0, description: 'Bytes of the content in UTF-8.' }),
  created_time: time,
}

/** A version in the history of a page. */
export const RevisionSummary = Type.Object(change)
type RevisionSummary = Type.Static<typeof RevisionSummary>

/** A complete version. */
export const Revision = Type.Object({ ...change, content: Type.String(), tags })
type Revision = Type.Static<typeof Revision>

/** An entry of the log of changes. */
export const Change = Type.Object({ position: Type.Integer({ minimum: 1 }), ...change })
export type Change = Type.Static<typeof Change>

/** A path that has links but no page. */
export const WantedPage = Type.Object({
  path: Type.String(),
  title: Type.String({ description: 'A title that would get this path.' }),
  links: Type.Integer({ minimum: 1, description: 'Pages that link to it.' }),
})
export type WantedPage = Type.Static<typeof WantedPage>
