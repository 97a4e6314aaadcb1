import { Unavailable } from '../database/unavailable.ts'
import { merge, type PageFields } from './merge.ts'
import type { Conflict, Unkept, WriteOutcome } from './outcome.ts'
import type { Page } from './schema.ts'
import type { TextWork } from './text-work.ts'
import type { Turns } from './turns.ts'
import type { PageState, Versions } from './versions.ts'
import type { Outdated, PageWriter, Receipt } from './writer.ts'

export interface WriteContext {
  readonly versions: Versions
  readonly writer: PageWriter
  readonly text: TextWork
  readonly turns: Turns
}

/** Omitted members keep their values. */
export type PageChange = { readonly [Field in keyof PageFields]?: NonNullable<PageFields[Field]> | undefined }

/** Outcome of one attempt on the page's current state. Only receipts are kept. */
export type Attempt = Receipt | Outdated | Unkept

/**
 * Repeats a write until no other write has intervened.
 * @param yours merged with the page if the client knows an older version of it
 */
export async function settle(
  context: WriteContext,
  deadline: number,
  yours: PageChange | undefined,
  attempt: () => Promise<Attempt>,
): Promise<WriteOutcome> {
  for (;;) {
    const attempted = await attempt()
    if (attempted !== 'outdated')
      return 'outcome' in attempted ? outcomeOf(context, attempted, yours, deadline) : attempted
    if (performance.now() >= deadline) throw new Unavailable('queue_full')
  }
}

export function withChange(change: PageChange, { title, path, content, tags }: Page): PageFields {
  return {
    title: change.title ?? title,
    path: change.path ?? path,
    content: change.content ?? content,
    tags: change.tags ?? tags,
  }
}

/** The outcome of a receipt. The answer is built from versions, which never change, so it is the same whenever the receipt is read. */
export async function outcomeOf(
  context: Pick<WriteContext, 'versions' | 'text'>,
  { outcome, id, version, detail, state }: Receipt,
  yours: PageChange | undefined,
  deadline: number,
): Promise<WriteOutcome> {
  const { path = '', holder = 0, merged = false, moved, base } = detail
  switch (outcome) {
    case 'written':
    case 'unchanged': {
      const page = state ?? (await versionOf(context, id, version, deadline))
      return {
        kind: 'written',
        page,
        isNew: outcome === 'written' && version === 1,
        merged,
        unchanged: outcome === 'unchanged',
        ...(moved !== undefined && { moved }),
      }
    }
    case 'stale':
      return conflict(context, await versionOf(context, id, version, deadline), base, yours, deadline)
    case 'exists':
      return { kind: 'exists', page: await versionOf(context, id, version, deadline) }
    case 'path_taken':
      return { kind: 'path_taken', path, holder }
    case 'no_such_user':
    case 'no_such_page':
    case 'no_such_version':
    case 'no_such_heading':
    case 'not_in_trash':
    case 'plain_post':
    case 'key_reused':
      return { kind: outcome }
    default:
      return outcome satisfies never
  }
}

async function conflict(
  { versions, text }: Pick<WriteContext, 'versions' | 'text'>,
  current: PageState,
  baseVersion: number | undefined,
  yours: PageChange | undefined,
  deadline: number,
): Promise<Conflict> {
  const base = baseVersion === undefined ? undefined : await versions.at(current.page.id, baseVersion, deadline)
  if (base === undefined) return { kind: 'conflict', current }
  if (yours === undefined) return { kind: 'conflict', current, base }
  const merged = await merge({ base: base.page, yours: withChange(yours, base.page), current: current.page }, text)
  return { kind: 'conflict', current, base, merge: merged }
}

async function versionOf(
  { versions }: Pick<WriteContext, 'versions'>,
  id: number,
  version: number,
  deadline: number,
): Promise<PageState> {
  const state = await versions.at(id, version, deadline)
  if (state === undefined) throw new Error('a receipt names a version that is not there')
  return state
}
