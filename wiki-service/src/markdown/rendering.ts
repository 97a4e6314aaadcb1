import { escapeHtml } from './escape-html.ts'

/** The result of rendering a page's source. Plain data, which crosses threads. */
export interface Rendering {
  readonly kind: 'rendered'
  /** HTML with three holes for each link to a page; see fillIn. */
  readonly pieces: readonly string[]
  /** The canonical path of each of these links; null if no page can have it. Paths may repeat. */
  readonly targets: readonly (string | null)[]
  readonly headings: readonly Heading[]
  /** The first paragraph as plain text, cut where it is long; empty if there is none. */
  readonly opening: string
}

export interface Heading {
  /** 1 to 6. */
  readonly level: number
  /** The fragment without `#`. */
  readonly id: string
  readonly text: string
}

export interface Links {
  readonly kind: 'linked'
  /** Canonical paths that the page links to, without repetition. */
  readonly targets: readonly string[]
}

/** Where a section ends, so that text can be added to it. */
export interface SectionEnd {
  /** In UTF-16 units of the source: after the last line of the section that is not blank. */
  readonly end: number
  /** Whether the next heading would contain a line that is added here, unless a blank line follows. */
  readonly isOpen: boolean
}

export type Section = ({ readonly kind: 'found' } & SectionEnd) | { readonly kind: 'missing' }

/** What a search finds of a page's source. */
export interface Outline {
  readonly kind: 'outlined'
  readonly headings: readonly string[]
  /** The visible text without headings. */
  readonly text: string
}

/**
 * The page's HTML.
 * @param root of the wiki as the reader's browser sees it; ends in a slash
 * @param isMissing whether there is no page at a path
 */
export function fillIn({ pieces, targets }: Rendering, root: string, isMissing: (path: string) => boolean): string {
  let html = pieces[0] ?? ''
  for (const [index, target] of targets.entries()) {
    const [address = '', label = '', after = ''] = pieces.slice(3 * index + 1, 3 * index + 4)
    const missing = target !== null && isMissing(target)
    const title = address.includes('" title="') ? '' : ' title="This page does not exist yet"'
    html += root + address + (missing ? ` class="missing"${title}${label}${missingText}${after}` : label + after)
  }
  return html
}

const missingText = '<span class="vh"> (page does not exist yet)</span>'

/** Approximate memory of texts: one or two bytes per unit, and for each text a header and a reference. */
export function bytesOf(texts: readonly string[]): number {
  return texts.reduce((bytes, text) => bytes + 32 + text.length * (/[^\0-\xff]/.test(text) ? 2 : 1), 0)
}

/** A page that cannot be rendered within its limits: its source, and the reason. */
export function asSource(source: string): string {
  return `<p class="note warn" role="status">This page takes too long to render. Its source:</p>\n<pre tabindex="0"><code>${escapeHtml(source)}</code></pre>\n`
}
