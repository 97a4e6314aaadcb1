import type { PageText } from './finder.ts'
import { isSame, merge, type PageFields } from './merge.ts'
import { newVersion, type Wanted } from './new-version.ts'
import type { WriteOutcome } from './outcome.ts'
import { pathFromTitle } from './path.ts'
import { baseOf, isMet, type Precondition } from './precondition.ts'
import type { Page } from './schema.ts'
import { settle, withChange, type Attempt, type PageChange, type WriteContext } from './settle.ts'
import { liveState, type PageState } from './versions.ts'
import type { Author, NewVersion } from './writer.ts'

export interface Conditions {
  readonly ifMatch?: Precondition | undefined
  /** Merges a change of an older version, and stores it if the merge is clean. */
  readonly isMerged?: boolean
}

export function createPage(
  context: WriteContext,
  page: Wanted & { readonly isPathNumbered: boolean },
  author: Author,
  deadline: number,
): Promise<WriteOutcome> {
  const { isPathNumbered } = page
  return settle(context, deadline, undefined, async () =>
    context.writer.write(
      await newVersion(page, undefined, { kind: 'create', isPathNumbered }, context.text),
      author,
      deadline,
    ),
  )
}

/**
 * Changes a page, or turns a plain post into one by giving it a title.
 * @param target its id, or the live page if the caller has just read it
 */
export function editPage(
  context: WriteContext,
  target: number | PageText,
  change: PageChange,
  { ifMatch, isMerged = false }: Conditions,
  author: Author,
  deadline: number,
): Promise<WriteOutcome> {
  return changePage(context, target, change, ifMatch, author, deadline, async ({ page }, isStale) => {
    const merged = isStale && isMerged ? await mergedFields(context, page, change, ifMatch, deadline) : undefined
    if (isStale && merged === undefined) return 'stale'
    const { title, path, content, tags } = merged ?? withChange(change, page)
    const chosen = path ?? (title === null ? undefined : pathFromTitle(title))
    if (title === null || chosen === undefined) return { kind: 'title_missing' }
    const wanted = { title, path: chosen, content, tags }
    const way = { kind: kindOf(page, wanted), isPathNumbered: path === null, detail: { merged: isStale } }
    return context.writer.write(await newVersion(wanted, page, way, context.text), author, deadline)
  })
}

/**
 * Acts on a page that is not in the trash.
 * @param target see editPage
 * @param yours the client's version, to merge a conflict from
 * @param attempt is told whether `ifMatch` names a version other than the current one
 */
export function changePage(
  { versions, writer, turns, ...rest }: WriteContext,
  target: number | PageText,
  yours: PageChange | undefined,
  ifMatch: Precondition | undefined,
  author: Author,
  deadline: number,
  attempt: (state: PageState, isStale: boolean) => Promise<Attempt | 'stale'>,
): Promise<WriteOutcome> {
  const context = { versions, writer, turns, ...rest }
  const id = typeof target === 'number' ? target : target.id
  return turns.take(id, (hasWaited) => {
    let known = typeof target === 'number' || hasWaited ? undefined : target
    return settle(context, deadline, yours, async () => {
      const state = known === undefined ? await versions.current(id, deadline) : liveState(known.json)
      known = undefined
      if (state === undefined || state.isInTrash) return writer.decide('no_such_page', author, deadline)
      const { version } = state.page
      const attempted = await attempt(state, ifMatch !== undefined && !isMet(ifMatch, version))
      if (attempted !== 'stale') return attempted
      const base = baseOf(ifMatch)
      return writer.decide('stale', author, deadline, { id, version, detail: base === undefined ? {} : { base } })
    })
  })
}

async function mergedFields(
  { versions, text }: WriteContext,
  current: Page,
  change: PageChange,
  ifMatch: Precondition | undefined,
  deadline: number,
): Promise<PageFields | undefined> {
  const version = baseOf(ifMatch)
  const base = version === undefined ? undefined : await versions.at(current.id, version, deadline)
  if (base === undefined) return undefined
  const merged = await merge({ base: base.page, yours: withChange(change, base.page), current }, text)
  return merged.clean ? merged : undefined
}

function kindOf(before: Page, wanted: Wanted): NewVersion['kind'] {
  if (before.title === null) return 'create'
  const isMoveAlone =
    before.path !== wanted.path &&
    before.title === wanted.title &&
    before.content === wanted.content &&
    isSame(before.tags, wanted.tags)
  return isMoveAlone ? 'move' : 'edit'
}
