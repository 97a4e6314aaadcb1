import { setImmediate as pause } from 'node:timers/promises'
import { languageOf } from './analysis/language.ts'
import { tokensOf, wordsOf } from './analysis/words.ts'
import { titleKey } from './titles.ts'

export interface SearchableText {
  readonly title: string
  readonly headings: readonly string[]
  /** Words without markup. */
  readonly body: string
  readonly tags: readonly string[]
}

/**
 * The JSON text that `index_page(page_id, document)` stores for a page. Yields to other work while it reads a long
 * page. Words after the first megabyte of index are not searchable: PostgreSQL allows no larger tsvector.
 */
export async function searchDocument({ title, headings, body, tags }: SearchableText): Promise<string> {
  const titleWords = new WordList()
  const headingWords = new WordList()
  const bodyWords = new WordList()
  await titleWords.add(title)
  await headingWords.add([...headings, ...tags].join('\n'))
  await bodyWords.add(body)
  return JSON.stringify({
    language: languageOf(bodyWords.first) ?? languageOf([...titleWords.first, ...headingWords.first]) ?? null,
    title: titleWords.text,
    headings: headingWords.text,
    words: bodyWords.text,
    title_words: titleKey(title),
    body: printable(body.slice(0, longestBody)).toWellFormed(),
  })
}

/** Words in the order of a text, followed by their other forms. */
class WordList {
  readonly #words: string[] = []
  readonly #others: string[] = []
  readonly #known = new Set<string>()
  #bytes = 0

  async add(text: string): Promise<void> {
    let seen = 0
    for (const token of tokensOf(text)) {
      const { words, parts, joined, umlauts, characters } = wordsOf(token)
      for (const word of words) this.#addTo(this.#words, word)
      for (const others of [parts, joined, umlauts, characters])
        for (const other of others) if (!this.#known.has(other)) this.#addTo(this.#others, other)
      seen += 1
      if (seen % tokensAtOnce === 0) await pause()
    }
  }

  /** The first words, in their original order. */
  get first(): readonly string[] {
    return this.#words
  }

  get text(): string {
    return [...this.#words, ...this.#others].join(' ')
  }

  #addTo(list: string[], word: string): void {
    const isKnown = this.#known.has(word)
    // Positions beyond the maximum cannot be stored.
    if (isKnown && list.length >= mostPositions) return
    if (!isKnown) {
      this.#bytes += 2 * (Buffer.byteLength(word) + perWord)
      if (this.#bytes > mostBytes) return
      this.#known.add(word)
    }
    list.push(word)
  }
}

/** Without U+0000, which PostgreSQL does not store. */
function printable(text: string): string {
  return text.replaceAll('\0', ' ')
}

// https://www.postgresql.org/docs/18/textsearch-limitations.html: the last position is 16,383, the largest tsvector 1
// MB.
const mostPositions = 16_000
const mostBytes = 900_000
/** A lexeme's entry, its first position, and alignment. */
const perWord = 9

/** About 5 ms of work. */
const tokensAtOnce = 20_000
/** Characters that excerpts are taken from. */
const longestBody = 256 * 1024
