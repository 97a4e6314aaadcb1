import { tokensOf, wordsOf, type TokenWords } from './analysis/words.ts'

/** A parsed search. */
export interface SearchQuery {
  /** Alternative forms of the search for `websearch_to_tsquery`; they contain only words, quotation marks and `or`. */
  readonly variants: readonly string[]
  /** The same for what results must not contain. */
  readonly excluded: readonly string[]
  /** The words, each with its other spellings, for when no page contains all of them. */
  readonly words: readonly (readonly string[])[]
  /** A query with quotation marks, a minus or `or` is taken literally, and not loosened. */
  readonly isExact: boolean
}

/** Never fails: ignores what has no meaning. Linear in the text. */
export function parseQuery(text: string): SearchQuery {
  const wanted = new Variants()
  const excluded = new Variants()
  const words: (readonly string[])[] = []
  let isExact = false
  for (const [, minus = '', phrase, term = ''] of text.matchAll(elements)) {
    const tokens = [...tokensOf(phrase ?? term)].map(wordsOf).filter((token) => token.words.length > 0)
    const [first] = tokens
    if (first === undefined) continue
    // Two make a command-line option, and so does one before a single letter.
    const isExcluded = minus === '-' && (phrase !== undefined || term.length > 1)
    // In lower case it is an ordinary word.
    const isOperator = phrase === undefined && term === 'OR' && minus === ''
    isExact ||= isExcluded || isOperator || phrase !== undefined
    const target = isExcluded ? excluded : wanted
    if (isOperator) target.addOr()
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

/** Four forms of a query whose words have several spellings. */
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

  addOr(): void {
    for (const list of this.#lists) list.push('or')
  }

  get texts(): readonly string[] {
    return [...new Set(this.#lists.map((list) => list.join(' ')))].filter(Boolean)
  }
}

/** In quotation marks PostgreSQL takes it as a word too. */
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

/** A phrase (its closing quote may be missing) or text between spaces, with the signs that exclude it. */
const elements = /(?<![^\s"])(-*)(?:"([^"]*)"?|([^\s"]+))/g

/** A loosened search ignores further words. */
const mostWords = 16
