import type { Conditions } from './editor.ts'
import type { WriteOutcome } from './outcome.ts'
import { baseOf } from './precondition.ts'
import { outcomeOf, type PageChange, type WriteContext } from './settle.ts'
import type { Author } from './writer.ts'

/**
 * Most edits send the whole text of a page that stays where it is, and name the version that they are based on: they
 * need not read the page.
 * @returns undefined if this is no such edit, or if the page at the path has another version: nothing was stored
 */
export function editInPlace(
  { writer, text, versions, turns }: WriteContext,
  { id, path }: { readonly id?: number; readonly path: string },
  change: PageChange,
  { ifMatch }: Conditions,
  author: Author,
  deadline: number,
): Promise<WriteOutcome | undefined> {
  const { title, content, tags } = change
  const from = baseOf(ifMatch)
  const isInPlace = (change.path ?? path) === path
  if (title === undefined || content === undefined || from === undefined || !isInPlace)
    return Promise.resolve(undefined)
  return turns.take(path, async () => {
    const links = await text.links(content, path)
    const edit = { id, path, from, title, content, tags, links }
    const receipt = await writer.edit(edit, author, deadline)
    return receipt === 'outdated' ? undefined : outcomeOf({ versions, text }, receipt, change, deadline)
  })
}
