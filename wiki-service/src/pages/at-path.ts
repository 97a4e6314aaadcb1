import { createPage, editPage, type Conditions } from './editor.ts'
import { editInPlace } from './edit-in-place.ts'
import type { PageFinder } from './finder.ts'
import type { Wanted } from './new-version.ts'
import type { WriteOutcome } from './outcome.ts'
import { settle, type PageChange, type WriteContext } from './settle.ts'
import type { Author } from './writer.ts'

type FindingContext = WriteContext & { readonly finder: PageFinder }

/** Creates a page if none is at the path; otherwise `exists`. */
export async function createPageAt(
  context: FindingContext,
  page: Wanted & { readonly isPathNumbered: boolean },
  author: Author,
  deadline: number,
): Promise<WriteOutcome> {
  const there = await context.finder.byPath(page.path, deadline)
  if (there?.kind === 'page') {
    const { id, version } = there.page
    return settle(context, deadline, undefined, () =>
      context.writer.decide('exists', author, deadline, { id, version }),
    )
  }
  const outcome = await createPage(context, page, author, deadline)
  if (outcome.kind !== 'path_taken') return outcome
  // Another client was faster.
  const holder = await context.versions.current(outcome.holder, deadline)
  return holder === undefined ? outcome : { kind: 'exists', page: holder }
}

/** Changes the page that is currently at a path. */
export async function editPageAt(
  context: FindingContext,
  path: string,
  change: PageChange,
  conditions: Conditions,
  author: Author,
  deadline: number,
): Promise<WriteOutcome> {
  const edited = await editInPlace(context, { path }, change, conditions, author, deadline)
  if (edited !== undefined) return edited
  const there = await context.finder.byPath(path, deadline)
  if (there?.kind === 'page') return editPage(context, there.page, change, conditions, author, deadline)
  return settle(context, deadline, undefined, () => context.writer.decide('no_such_page', author, deadline))
}

export async function editPageById(
  context: WriteContext,
  id: number,
  change: PageChange,
  conditions: Conditions,
  author: Author,
  deadline: number,
): Promise<WriteOutcome> {
  const { path } = change
  const edited = path && (await editInPlace(context, { id, path }, change, conditions, author, deadline))
  return edited || editPage(context, id, change, conditions, author, deadline)
}
