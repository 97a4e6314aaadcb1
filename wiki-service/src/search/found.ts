import { number, text } from '../database/statement.ts'

/** A page that a search has found. */
export interface Found {
  readonly id: number
  readonly path: string
  readonly title: string
  /** As JSON. */
  readonly tags: string
  readonly version: number
  /** Time and author of its last change. */
  readonly time: string
  readonly authorId: number
  /** The text that its excerpt comes from. */
  readonly body: string
  /** The lexemes searched for, as PostgreSQL writes a tsquery. */
  readonly query: string
  readonly authorName: string
  /** Of the wiki, see ViewState; undefined before its first page. */
  readonly stamp: string | undefined
}

export type FoundRow = readonly [
  number,
  string,
  string,
  string,
  number,
  string,
  number,
  string,
  string,
  string,
  string | null,
]

export const foundColumns = [number, text, text, text, number, text, number, text, text, text, text] as const

export function foundOf(row: FoundRow): Found {
  const [id, path, title, tags, version, time, authorId, body, query, authorName, stamp] = row
  return { id, path, title, tags, version, time, authorId, body, query, authorName, stamp: stamp ?? undefined }
}
