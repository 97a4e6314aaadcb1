import createParser, { type MarkdownIt } from 'markdown-it'
import footnotes from 'markdown-it-footnote'
import { identifyHeadings } from './headings.ts'
import { isAllowedLink } from './link-schemes.ts'
import { markTasks } from './task-lists.ts'
import { readWikilinks } from './wikilinks.ts'

/**
 * Reads Markdown: CommonMark, GFM (tables, task lists, strikethrough, autolinks), footnotes and wikilinks. Raw HTML is text.
 * Its tokens become HTML only in renderer.ts.
 */
export function markdownParser(): MarkdownIt {
  const parser = createParser({ html: false, linkify: true })
  parser.validateLink = isAllowedLink
  // Of what looks like a link without a scheme, GFM knows addresses after "www." and e-mail addresses.
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
  // `^[text]` belongs to no standard that we claim.
  parser.disable('footnote_inline')
  parser.use(readWikilinks)
  parser.use(markTasks)
  parser.use(identifyHeadings)
  return parser
}
