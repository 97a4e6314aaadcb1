/**
 * Ids of headings that collide with nothing: not with each other, not with ids of the surrounding page (single words,
 * and those below), and not with global variables, which browsers define for elements by id ("DOM clobbering"). Every
 * id therefore contains a hyphen.
 */
export class HeadingIds {
  readonly #taken = new Set<string>()
  /** By slug, the next number to try. */
  readonly #numbers = new Map<string, number>()

  /** @param text of the heading, without markup */
  take(text: string): string {
    const slug = slugOf(text)
    let id = idOf(slug)
    while (this.#taken.has(id)) {
      const number = this.#numbers.get(slug) ?? 2
      this.#numbers.set(slug, number + 1)
      id = idOf(`${slug}-${number}`)
    }
    this.#taken.add(id)
    return id
  }
}

/** The id that a reference such as `#Set up` or `#set-up` points to. */
export function fragmentOf(reference: string): string {
  return idOf(slugOf(reference))
}

function idOf(slug: string): string {
  return !slug.includes('-') || reserved.test(slug) ? `h-${slug}` : slug
}

/** Ids of footnotes, references to them, tasks, and icons. */
const reserved = /^(?:note|ref|task|i)-/

function slugOf(text: string): string {
  const words =
    text
      .slice(0, longestSlug)
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/['\u2019]/g, '')
      .match(word) ?? []
  return words.join('-') || 'section'
}

const word = /[\p{L}\p{M}\p{N}_]+/gu
/** In UTF-16 units. */
const longestSlug = 100
