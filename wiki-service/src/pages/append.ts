import { changePage } from './editor.ts'
import { newVersion } from './new-version.ts'
import type { WriteOutcome } from './outcome.ts'
import { isTooLarge } from './schema.ts'
import { appended } from './section.ts'
import type { WriteContext } from './settle.ts'
import type { Author } from './writer.ts'

/** Appends to a page regardless of its version, after whatever others have appended meanwhile. */
export function appendToPage(
  context: WriteContext,
  id: number,
  { content, heading }: { readonly content: string; readonly heading?: string | undefined },
  author: Author,
  deadline: number,
): Promise<WriteOutcome> {
  const { writer, text } = context
  return changePage(context, id, undefined, undefined, author, deadline, async ({ page }) => {
    const { title, path, tags } = page
    if (title === null || path === null) return writer.decide('plain_post', author, deadline)
    const longer = appended(page.content, content, heading)
    if (longer === undefined) return writer.decide('no_such_heading', author, deadline)
    if (isTooLarge(longer)) return { kind: 'too_large' }
    const wanted = { title, path, tags, content: longer }
    return writer.write(await newVersion(wanted, page, { kind: 'edit' }, text), author, deadline)
  })
}
