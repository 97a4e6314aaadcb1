import createParser, { type MarkdownIt, type Token } from 'markdown-it'
import footnotes from 'markdown-it-footnote'
import { identifyHeadings } from './headings.ts'
import { isAllowedLink } from './link-schemes.ts'
import { markTasks } from './task-lists.ts'
import { readWikilinks } from './wikilinks.ts'

/**
 * Reads Markdown: CommonMark, GFM (tables, task lists, strikethrough, autolinks), footnotes and wikilinks. Raw HTML is
 * text. Only html-writer.ts turns the tokens into HTML.
 */
export function markdownParser(): MarkdownIt {
  const parser = parserOfPages()
  parser.use(markTasks)
  parser.use(identifyHeadings)
  return parser
}

/**
 * Finds the same links to pages in half the time, and little else: each of them has a bracket. An address in angle
 * brackets or in plain text leads to no page, because it has a scheme.
 */
export function linkParser(): MarkdownIt {
  const parser = parserOfPages()
  // The other rule of that name remains: it decides whether a bracket belongs to an address.
  parser.core.ruler.disable('linkify')
  parser.core.ruler.before('inline', 'brackets', (state) => {
    state.tokens = state.tokens.filter(({ type, content }) => type !== 'inline' || content.includes('['))
  })
  return parser
}

/** Finds the headings of the page itself, with their text, and nothing else. */
export function headingParser(): MarkdownIt {
  const parser = parserOfPages()
  parser.disable('footnote_tail')
  parser.core.ruler.before('inline', 'headings', (state) => {
    const { tokens } = state
    state.tokens = tokens.filter((token, index) => opensHeading(token) || opensHeading(tokens[index - 1]))
  })
  return parser
}

function opensHeading(token: Token | undefined): boolean {
  return token?.type === 'heading_open' && token.level === 0
}

function parserOfPages(): MarkdownIt {
  const parser = createParser({ html: false, linkify: true })
  parser.validateLink = isAllowedLink
  // Of links without a scheme, GFM knows only "www." addresses and e-mail addresses.
  const { re } = parser.linkify
  const afterWww = new RegExp(re.get_url_host_port().source + re.get_path().source, 'iy')
  parser.linkify.add('ftp:', null).add('//', null)
  parser.linkify.add('www.', {
    validate: (text, position) => {
      afterWww.lastIndex = position
      return afterWww.exec(text)?.[0].length ?? 0
    },
    normalize: (match) => {
      match.url = `http://${match.url}`
    },
  })
  parser.use(footnotes)
  // `^[text]` belongs to no standard that we claim to support.
  parser.disable('footnote_inline')
  parser.use(readWikilinks)
  return parser
}
