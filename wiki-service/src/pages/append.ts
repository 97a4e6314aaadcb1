import type { SectionEnd } from '../markdown/rendering.ts'
import { changePage } from './editor.ts'
import { newVersion } from './new-version.ts'
import type { WriteOutcome } from './outcome.ts'
import { isTooLarge } from './schema.ts'
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
    const place = heading === undefined ? endOf(page.content) : await text.section(page.content, heading)
    if (place === undefined) return writer.decide('no_such_heading', author, deadline)
    const longer = withAddition(page.content, content, place)
    if (isTooLarge(longer)) return { kind: 'too_large' }
    const wanted = { title, path, tags, content: longer }
    return writer.write(await newVersion(wanted, page, { kind: 'edit' }, text), author, deadline)
  })
}

function endOf(source: string): SectionEnd {
  return { end: source.length, isOpen: false }
}

/** The addition begins on its own line, and so does what follows it; nothing else changes. */
export function withAddition(source: string, addition: string, { end, isOpen }: SectionEnd): string {
  const [before, after] = [source.slice(0, end), source.slice(end)]
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  const isComplete = after === '' || addition.endsWith('\n')
  return before + gap + addition + (isComplete ? '' : '\n') + (isOpen ? '\n' : '') + after
}
