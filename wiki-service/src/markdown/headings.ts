import type { MarkdownIt } from 'markdown-it'
import { HeadingIds } from './heading-id.ts'
import { plainText } from './plain-text.ts'

/** Gives each heading its id and text, in `meta`, and a link to itself. */
export function identifyHeadings(parser: MarkdownIt): void {
  parser.core.ruler.push('headings', ({ tokens, Token }) => {
    const ids = new HeadingIds()
    for (const [index, token] of tokens.entries()) {
      if (token.type !== 'heading_open') continue
      const text = plainText(tokens[index + 1]?.children ?? [])
      const id = ids.take(text)
      token.meta = { id, text }
      const anchor = new Token('heading_anchor', 'a', 0)
      anchor.meta = { id, text }
      tokens[index + 1]?.children?.push(anchor)
    }
  })
}
