import type { MarkdownIt } from 'markdown-it'
import type { StateInline } from 'markdown-it'
import { pathFromReference } from '../pages/path.ts'
import { type Destination, pageDestination, resolveLink } from './destination.ts'

/**
 * Adds `[[Title]]`, `[[path|label]]`, `[[path#heading]]` and `[[#heading]]` to the parser. Paths are relative to the
 * root.
 */
export function readWikilinks(parser: MarkdownIt): void {
  parser.inline.ruler.before('link', 'wikilink', (state, silent) => {
    const link = state.src.startsWith('[[', state.pos) && state.linkLevel === 0 ? linkAt(state) : undefined
    if (link === undefined) return false
    if (!silent) {
      state.push('link_open', 'a', 1).meta = { destination: link.destination }
      state.push('text', '', 0).content = link.label
      state.push('link_close', 'a', -1)
    }
    state.pos = link.end
    return true
  })
}

interface Wikilink {
  readonly destination: Destination
  readonly label: string
  readonly end: number
}

/** Longer than any path and label that people write. Bounds the search at each of a thousand opening brackets. */
const longest = 1000

function linkAt({ src, pos, env, md }: StateInline): Wikilink | undefined {
  const inside = src.slice(pos + 2, pos + 2 + longest)
  const length = inside.search(/[[\]\n]/)
  if (length < 1 || !inside.startsWith(']]', length)) return undefined
  const text = inside.slice(0, length)
  // A CommonMark reference in brackets.
  if (env.references && Object.hasOwn(env.references, md.utils.normalizeReference(text))) return undefined
  const [, reference = '', label] = /^([^|]*)(?:\|(.*))?$/su.exec(text) ?? []
  const destination = destinationOf(reference.trim())
  return destination && { destination, label: label?.trim() || reference.trim(), end: pos + 2 + length + 2 }
}

function destinationOf(reference: string): Destination | undefined {
  const [, page = '', heading] = /^([^#]*)(?:#(.+))?/su.exec(reference) ?? []
  if (page === '' && heading) return resolveLink(`#${encodeURIComponent(heading)}`, '')
  const target = pathFromReference(page)
  return target === undefined ? undefined : pageDestination(target, heading)
}
