import { keys, read, remove, write } from './storage.ts'

/** What somebody has typed and not saved yet. */
export interface Draft {
  /** Of the page; '' for one that is new. */
  readonly page: string
  /** The version that it was made from: the draft of another version is another draft. */
  readonly base: string
  readonly title: string
  readonly path: string
  readonly text: string
  readonly summary: string
  /** Where it is edited. */
  readonly address: string
  /** Milliseconds since 1970. */
  readonly time: number
}

const prefix = 'draft:'
const longestLifeMs = 90 * 24 * 3_600_000

/** A new page is known by the address at which it is begun. */
export function draftKey(page: string, base: string, address: string): string {
  return page === '' ? `${prefix}new:${address}` : `${prefix}${page}:${base}`
}

export function loadDraft(key: string): Draft | undefined {
  return read(key) as Draft | undefined
}

export function keepDraft(key: string, draft: Draft): boolean {
  return write(key, draft)
}

export function dropDraft(key: string): void {
  remove(key)
}

/** Latest first; those that nobody came back to are dropped. */
export function allDrafts(): Draft[] {
  const drafts: Draft[] = []
  for (const key of keys().filter((key) => key.startsWith(prefix))) {
    const draft = read(key) as Draft | undefined
    if (draft === undefined || Date.now() - draft.time > longestLifeMs) remove(key)
    else drafts.push(draft)
  }
  return drafts.toSorted((one, other) => other.time - one.time)
}
