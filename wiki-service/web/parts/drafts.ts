import { keys, read, remove, write } from './storage.ts'

/** Text that was typed but not saved yet. */
export interface Draft {
  /** Of the page; '' for a new one. */
  readonly page: string
  /** The version that it is based on; each version has its own draft. */
  readonly base: string
  readonly title: string
  readonly path: string
  readonly text: string
  readonly summary: string
  /** Address of its editor. */
  readonly address: string
  /** Milliseconds since 1970. */
  readonly time: number
}

const prefix = 'draft:'
const longestLifeMs = 90 * 24 * 3_600_000

/** A new page is identified by the address of its editor. */
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

/** Latest first; drops abandoned ones. */
export function allDrafts(): Draft[] {
  const drafts: Draft[] = []
  for (const key of keys().filter((key) => key.startsWith(prefix))) {
    const draft = read(key) as Draft | undefined
    if (draft === undefined || Date.now() - draft.time > longestLifeMs) remove(key)
    else drafts.push(draft)
  }
  return drafts.toSorted((one, other) => other.time - one.time)
}
