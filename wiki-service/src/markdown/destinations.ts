import type { Token } from 'markdown-it'
import { type Destination, resolveLink } from './destination.ts'

/** Where the links of one page lead. Pages link to the same places again and again, and URLs take time. */
export class Destinations {
  readonly #path: string
  readonly #known = new Map<string, Destination>()

  /** @param path canonical, of the page */
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
