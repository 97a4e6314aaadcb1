import createParser, { type Token } from 'markdown-it'
import { resolveImage } from './destination.ts'
import { Destinations } from './destinations.ts'
import { attribute, escapeHtml } from './escape-html.ts'
import { Highlighter } from './highlighter.ts'
import { plainText } from './plain-text.ts'

const { unescapeAll } = createParser().utils

/** A place to be filled in when the page is shown. The parser lets no NUL through. */
export const hole = '\0'

export class TooLarge extends Error {}

/** In UTF-16 units. Four times the largest source, which no readable page exceeds. */
const largestHtml = 4 << 20
/** Links of one page whose target is looked up when the page is shown. */
const countedLinks = 5000

/**
 * Turns tokens into HTML. Every tag and attribute is written in this file and its neighbours; a token of unknown type
 * becomes text. Each link to a page leaves three holes: for the wiki's root, for attributes, and for the hidden text
 * that marks a missing page.
 */
export class HtmlWriter {
  readonly #path: string
  readonly #destinations: Destinations
  readonly #highlighter = new Highlighter()
  /** The path for each link with holes; null if no page can have it. */
  readonly targets: (string | null)[] = []
  #length = 0
  #tables = 0
  /** Enclosing links. Browsers would tear nested links apart, so only the outermost becomes one. */
  readonly #links: ('internal' | 'other' | 'nested')[] = []

  /** @param path canonical path of this page */
  constructor(path: string) {
    this.#path = path
    this.#destinations = new Destinations(path)
  }

  /** @throws TooLarge */
  write(tokens: readonly Token[]): string {
    let html = ''
    for (const token of tokens) {
      const part = token.type === 'inline' ? this.write(token.children ?? []) : this.#tag(token)
      // The content of an inline token is counted where it is written.
      if (token.type !== 'inline') this.#length += part.length
      if (this.#length > largestHtml) throw new TooLarge()
      html += part
    }
    return html
  }

  #tag(token: Token): string {
    if (token.hidden) return token.nesting < 0 ? '\n' : ''
    switch (token.type) {
      case 'heading_open':
        return `<${heading(token)} id="${attribute(metaText(token, 'id'))}">`
      case 'heading_close':
        return `</${heading(token)}>\n`
      case 'heading_anchor':
        return ` <a href="#${attribute(metaText(token, 'id'))}" aria-label="Link to ${attribute(metaText(token, 'text'))}">#</a>`
      case 'bullet_list_open':
        return token.meta?.['hasTasks'] ? '<ul class="tasks">\n' : '<ul>\n'
      case 'ordered_list_open':
        return `<ol${start(token)}>\n`
      case 'task_open':
        return task(token)
      case 'table_open':
        return `<section class="scroll" aria-label="Table ${++this.#tables}" tabindex="0"><table>\n`
      case 'table_close':
        return '</table></section>\n'
      case 'th_open':
        return `<th scope="col"${alignment(token)}>`
      case 'td_open':
        return `<td${alignment(token)}>`
      case 'code_block':
        return `<pre tabindex="0"><code>${escapeHtml(token.content)}</code></pre>\n`
      case 'fence':
        return this.#highlighter.block(token.content, unescapeAll(token.info))
      case 'code_inline':
        return `<code>${escapeHtml(token.content)}</code>`
      case 'link_open':
        return this.#linkOpen(token)
      case 'link_close':
        return this.#linkClose()
      case 'image':
        return this.#image(token)
      case 'footnote_ref':
        return this.#links.length > 0 ? `<sup>${note(token)}</sup>` : footnoteReference(token)
      case 'footnote_open':
        return `<li id="note-${note(token)}">`
      case 'footnote_anchor':
        return footnoteBack(token)
      default:
        return plainTags.get(token.type) ?? escapeHtml(token.content)
    }
  }

  #linkOpen(token: Token): string {
    if (this.#links.length > 0) {
      this.#links.push('nested')
      return ''
    }
    const destination = this.#destinations.of(token)
    const title = token.attrGet('title')
    const more = title === null ? '' : ` title="${attribute(String(title))}"`
    if (destination.kind === 'other') {
      this.#links.push('other')
      return `<a href="${attribute(destination.href)}"${more}>`
    }
    if (this.targets.length >= countedLinks) {
      this.#links.push('other')
      return `<a href="/${attribute(destination.address)}"${more}>`
    }
    this.#links.push('internal')
    this.targets.push(destination.target ?? null)
    return `<a href="${hole}${attribute(destination.address)}"${more}${hole}>`
  }

  #linkClose(): string {
    const kind = this.#links.pop()
    if (kind === 'internal') return `${hole}</a>`
    return kind === 'other' ? '</a>' : ''
  }

  #image(token: Token): string {
    const source = resolveImage(String(token.attrGet('src') ?? ''), this.#path)
    const title = token.attrGet('title')
    const more = title === null ? '' : ` title="${attribute(String(title))}"`
    return `<img src="${attribute(source)}" alt="${attribute(plainText(token.children ?? []))}"${more} loading="lazy">`
  }
}

const plainTags: ReadonlyMap<string, string> = new Map([
  ['paragraph_open', '<p>'],
  ['paragraph_close', '</p>\n'],
  ['bullet_list_close', '</ul>\n'],
  ['ordered_list_close', '</ol>\n'],
  ['list_item_open', '<li>'],
  ['list_item_close', '</li>\n'],
  ['task_close', '</label>'],
  ['blockquote_open', '<blockquote>\n'],
  ['blockquote_close', '</blockquote>\n'],
  ['hr', '<hr>\n'],
  ['thead_open', '<thead>\n'],
  ['thead_close', '</thead>\n'],
  ['tbody_open', '<tbody>\n'],
  ['tbody_close', '</tbody>\n'],
  ['tr_open', '<tr>\n'],
  ['tr_close', '</tr>\n'],
  ['th_close', '</th>\n'],
  ['td_close', '</td>\n'],
  ['footnote_block_open', '<section class="footnotes" aria-label="Footnotes">\n<ol>\n'],
  ['footnote_block_close', '</ol>\n</section>\n'],
  ['footnote_close', '</li>\n'],
  ['em_open', '<em>'],
  ['em_close', '</em>'],
  ['strong_open', '<strong>'],
  ['strong_close', '</strong>'],
  ['s_open', '<del>'],
  ['s_close', '</del>'],
  ['softbreak', '\n'],
  ['hardbreak', '<br>\n'],
])

function metaText(token: Token, name: 'id' | 'text'): string {
  const value = token.meta?.[name]
  return typeof value === 'string' ? value : ''
}

function heading(token: Token): string {
  return /^h[1-6]$/.test(token.tag) ? token.tag : 'p'
}

function start(token: Token): string {
  const first = token.attrGet('start')
  return first === null ? '' : ` start="${Number(first)}"`
}

function alignment(token: Token): string {
  switch (token.attrGet('style')) {
    case 'text-align:left':
      return ' class="start"'
    case 'text-align:center':
      return ' class="center"'
    case 'text-align:right':
      return ' class="end"'
    case null:
    default:
      return ''
  }
}

function task(token: Token): string {
  const id = `task-${Number(token.meta?.['number'])}`
  const checked = token.meta?.['checked'] === true ? ' checked' : ''
  return `<input type="checkbox" id="${id}" disabled${checked}> <label for="${id}">`
}

function footnoteReference(token: Token): string {
  const number = note(token)
  return `<sup><a id="${reference(token)}" href="#note-${number}" aria-label="Footnote ${number}">${number}</a></sup>`
}

function footnoteBack(token: Token): string {
  const again = Number(token.meta?.['subId'] ?? 0)
  const label = again > 0 ? `Back to the text, place ${again + 1}` : 'Back to the text'
  return ` <a href="#${reference(token)}" aria-label="${label}">↩︎</a>`
}

function reference(token: Token): string {
  const again = Number(token.meta?.['subId'] ?? 0)
  return `ref-${note(token)}${again > 0 ? `-${again + 1}` : ''}`
}

function note(token: Token): number {
  return Number(token.meta?.['id']) + 1
}
