import { changePage } from './editor.ts'
import { newVersion } from './new-version.ts'
import type { WriteOutcome } from './outcome.ts'
import { baseOf, isMet, type Precondition } from './precondition.ts'
import type { Page } from './schema.ts'
import { settle, type Attempt, type WriteContext } from './settle.ts'
import type { Author } from './writer.ts'

/** Moves a page to the trash, as its next version. */
export function deletePage(
  context: WriteContext,
  id: number,
  ifMatch: Precondition | undefined,
  author: Author,
  deadline: number,
): Promise<WriteOutcome> {
  return changePage(context, id, undefined, ifMatch, author, deadline, async ({ page }, isStale) => {
    if (isStale) return 'stale'
    const { title, path } = page
    if (title === null || path === null) return context.writer.decide('plain_post', author, deadline)
    const deletion = { ...page, from: page.version, kind: 'delete' as const, title, path }
    return context.writer.write(deletion, author, deadline)
  })
}

export interface Restoration {
  /** Undefined: the version in the trash. */
  readonly version?: number | undefined
  /** Undefined: its current path, or the one it had when it was deleted. */
  readonly path?: string | undefined
}

/**
 * Takes a page out of the trash, or gives it the title, content and tags of an earlier version; either creates its next
 * version.
 */
export function restorePage(
  context: WriteContext,
  id: number,
  restoration: Restoration,
  ifMatch: Precondition | undefined,
  author: Author,
  deadline: number,
): Promise<WriteOutcome> {
  const { versions, writer, turns } = context
  return turns.take(id, () =>
    settle(context, deadline, undefined, async () => {
      const state = await versions.current(id, deadline)
      if (state === undefined) return writer.decide('no_such_page', author, deadline)
      const { page, isInTrash } = state
      const { version } = page
      if (page.title === null) return writer.decide('plain_post', author, deadline)
      if (ifMatch !== undefined && !isMet(ifMatch, version)) {
        const base = baseOf(ifMatch)
        return writer.decide('stale', author, deadline, { id, version, detail: base === undefined ? {} : { base } })
      }
      if (!isInTrash && restoration.version === undefined) return writer.decide('not_in_trash', author, deadline)
      return restore(context, page, restoration, author, deadline)
    }),
  )
}

async function restore(
  { versions, writer, text }: WriteContext,
  page: Page,
  { version, path }: Restoration,
  author: Author,
  deadline: number,
): Promise<Attempt> {
  const earlier = version === undefined ? page : (await versions.at(page.id, version, deadline))?.page
  if (earlier === undefined) return writer.decide('no_such_version', author, deadline)
  const wanted = {
    // A version from before it became a page has no title.
    title: earlier.title ?? page.title ?? '',
    content: earlier.content,
    tags: earlier.tags,
    path: path ?? page.path ?? '',
  }
  return writer.write(await newVersion(wanted, page, { kind: 'restore' }, text), author, deadline)
}
