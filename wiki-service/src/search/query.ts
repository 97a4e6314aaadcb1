import { tokensOf, wordsOf, type TokenWords } from './analysis/words.ts'

/** A search as somebody typed it. */
export interface SearchQuery {
  /** Ways to write the same search, for `websearch_to_tsquery`: they hold words, quotation marks and `or`, nothing else. */
  readonly variants: readonly string[]
  /** The same for what results must not have. */
  readonly excluded: readonly string[]
  /** Words one by one, each with other ways to write it, for when no page has all of them. */
  readonly words: readonly (readonly string[])[]
  /** With quotation marks, a minus or `or` it means what it says, and is not loosened. */
  readonly isExact: boolean
}

/** Never fails: what has no meaning is left out. Linear in the text. */
export function parseQuery(text: string): SearchQuery {
  const wanted = new Variants()
  const excluded = new Variants()
  const words: (readonly string[])[] = []
  let isExact = false
  for (const [, minus = '', phrase, term = ''] of text.matchAll(elements)) {
    const tokens = [...tokensOf(phrase ?? term)].map(wordsOf).filter((token) => token.words.length > 0)
    const [first] = tokens
    if (first === undefined) continue
    // Two make an option of a command, and so does one before a single letter.
    const isExcluded = minus === '-' && (phrase !== undefined || term.length > 1)
    // In small letters it is a word that sentences have.
    const isOperator = phrase === undefined && term === 'OR' && minus === ''
    isExact ||= isExcluded || isOperator || phrase !== undefined
    const target = isExcluded ? excluded : wanted
    if (isOperator) target.addOperator('or')
    else target.add(tokens, phrase !== undefined)
    if (!isExcluded && !isOperator) words.push(...tokens.flatMap(looseWords))
  }
  return {
    variants: wanted.texts,
    excluded: excluded.texts,
    words: distinct(words).slice(0, mostWords),
    isExact,
  }
}

/** The four ways to write a query that has words with several ways. */
class Variants {
  readonly #lists: readonly [string[], string[], string[], string[]] = [[], [], [], []]

  add(tokens: readonly TokenWords[], isPhrase: boolean): void {
    const ways = [
      tokens.flatMap(({ words }) => words),
      tokens.flatMap(({ words, joined }) => joined.at(-1) ?? words),
      tokens.flatMap(({ words, parts }) => (parts.length > 0 ? parts : words)),
      tokens.flatMap(({ words, umlauts }) => (umlauts.length > 0 ? umlauts : words)),
    ] as const
    ways.forEach((way, index) =>
      this.#lists[index]?.push(isPhrase ? `"${way.join(' ')}"` : way.map(withoutOperator).join(' ')),
    )
  }

  addOperator(operator: string): void {
    for (const list of this.#lists) list.push(operator)
  }

  get texts(): readonly string[] {
    return [...new Set(this.#lists.map((list) => list.join(' ')))].filter(Boolean)
  }
}

/** In quotation marks it is a word to PostgreSQL too. */
function withoutOperator(word: string): string {
  return word === 'or' ? '"or"' : word
}

function looseWords({ words, joined, parts, umlauts }: TokenWords): string[][] {
  if (words.length === 1)
    return [[...new Set([...words, ...joined, parts.join(' '), umlauts.join(' ')])].filter(Boolean)]
  return [...words, ...joined].map((word) => [withoutOperator(word)])
}

function distinct(words: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(words.map((ways) => [ways[0], ways])).values()]
}

/** A phrase (its end may be missing) or what stands between spaces, with what excludes it. */
const elements = /(?<![^\s"])(-*)(?:"([^"]*)"?|([^\s"]+))/g

/** More are not looked for when a search is loosened. */
const mostWords = 16
