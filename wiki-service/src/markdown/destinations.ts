import type { Token } from 'markdown-it'
import { type Destination, resolveLink } from './destination.ts'

/** The destinations of one page's links, cached: pages repeat links, and parsing URLs takes time. */
export class Destinations {
  readonly #path: string
  readonly #known = new Map<string, Destination>()

  /** @param path canonical path of the page */
  constructor(path: string) {
    this.#path = path
  }

  of(token: Token): Destination {
    const ofWikilink = token.meta?.['destination'] as Destination | undefined
    if (ofWikilink) return ofWikilink
    const href = String(token.attrGet('href') ?? '')
    const known = this.#known.get(href) ?? resolveLink(href, this.#path)
    this.#known.set(href, known)
    return known
  }
}
