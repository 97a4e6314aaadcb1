import { folded } from './analysis/fold.ts'
import { patternOf } from './analysis/letters.ts'
import { hasUnspacedScript, piecesOf, runsOf } from './analysis/scripts.ts'
import { wordsOf } from './analysis/words.ts'

/** A piece of text; `match` marks a hit. */
export interface ExcerptPart {
  readonly text: string
  readonly match: boolean
}

/** Recognizes the words that a query has found. Examines only candidates, because a search covers many texts. */
export class Matcher {
  readonly #lexemes: ReadonlySet<string>
  readonly #stems: readonly string[]
  readonly #candidates: RegExp | undefined

  /** @param query a tsquery as PostgreSQL writes it */
  constructor(query: string) {
    const lexemes = [...query.matchAll(/'((?:[^']|'')+)'/g)].map(([, lexeme = '']) => lexeme.replaceAll("''", "'"))
    this.#lexemes = new Set(lexemes)
    this.#stems = [...this.#lexemes].filter((lexeme) => lexeme.length >= 3 && !hasUnspacedScript(lexeme)).map(rootOf)
    const roots = new Set([...this.#lexemes].map(rootOf).slice(0, mostLexemes))
    if (roots.size > 0) this.#candidates = new RegExp([...roots].map(patternOf).join('|'), 'gu')
  }

  /** The whole text, divided into matches and the rest. */
  parts(text: string): ExcerptPart[] {
    const parts: ExcerptPart[] = []
    let done = 0
    for (const [start, end] of this.#places(text)) {
      if (start > done) parts.push({ text: text.slice(done, start), match: false })
      parts.push({ text: text.slice(start, end), match: true })
      done = end
    }
    if (done < text.length) parts.push({ text: text.slice(done), match: false })
    return parts
  }

  /** About 240 characters around the place with the most matches; the beginning of the text if there are none. */
  excerpt(text: string): ExcerptPart[] {
    const best = densest([...this.#places(text)].map(([start, end]) => ({ start, word: text.slice(start, end) })))
    const start = best < excerptLength * 0.6 ? 0 : wordStart(text, best - 60)
    const end = Math.min(text.length, start + excerptLength)
    const stop = end === text.length ? end : wordStart(text, end)
    const cut = text.slice(start, stop).toWellFormed().replaceAll(/\s+/g, ' ').trim()
    return this.parts(`${start > 0 ? '…' : ''}${cut}${stop < text.length ? '…' : ''}`)
  }

  *#places(text: string): Generator<readonly [start: number, end: number]> {
    if (this.#candidates === undefined) return
    let done = 0
    for (const { index } of text.matchAll(this.#candidates)) {
      if (index < done) continue
      const [first, last] = wordAround(text, index, done)
      done = last
      let start = first
      for (const run of runsOf(text.slice(first, last))) {
        if (hasUnspacedScript(run)) yield* this.#pieces(run, start)
        else if (this.#has(run)) yield [start, start + run.length]
        start += run.length
      }
    }
  }

  #has(word: string): boolean {
    const { words, parts, joined, umlauts } = wordsOf(word)
    return [...words, ...parts, ...joined, ...umlauts].some(
      (one) => this.#lexemes.has(one) || this.#stems.some((stem) => isInflected(one, stem)),
    )
  }

  /** Joins overlapping pieces of a script without spaces where they touch. */
  *#pieces(run: string, offset: number): Generator<readonly [number, number]> {
    const size = piecesOf(run).pieces[0]?.length ?? 2
    let open: [number, number] | undefined
    for (let index = 0; index < run.length; index += 1) {
      const length = [size, 1].find((length) => this.#lexemes.has(folded(run.slice(index, index + length))))
      if (length === undefined) continue
      const [start, end] = [offset + index, Math.min(offset + index + length, offset + run.length)]
      if (open !== undefined && start <= open[1]) open[1] = Math.max(open[1], end)
      else {
        if (open !== undefined) yield open
        open = [start, end]
      }
    }
    if (open !== undefined) yield open
  }
}

interface Place {
  readonly start: number
  readonly word: string
}

/** Where the most distinct words are close together; 0 if there are none. */
function densest(places: readonly Place[]): number {
  let [best, most] = [places[0]?.start ?? 0, 0]
  // With very many matches, an excerpt from the first ones is as good as any.
  for (const [index, { start }] of places.slice(0, mostPlaces).entries()) {
    const words = new Set<string>()
    for (let next = index; (places[next]?.start ?? Infinity) < start + excerptLength * 0.7; next += 1)
      words.add(places[next]?.word ?? '')
    if (words.size > most) [best, most] = [start, words.size]
  }
  return best
}

/** Stems are prefixes of words, except for a `y` that becomes an `i`. */
function rootOf(lexeme: string): string {
  return lexeme.length > 3 && lexeme.endsWith('i') ? lexeme.slice(0, -1) : lexeme
}

function isInflected(word: string, root: string): boolean {
  return word.length - root.length <= longestEnding && word.startsWith(root)
}

/** The word at a place, or a part of a very long one. */
function wordAround(text: string, index: number, from: number): [number, number] {
  let [start, end] = [index, index]
  while (start > from && index - start < longestWord && wordCharacter.test(text.charAt(start - 1))) start -= 1
  while (end < text.length && end - index < longestWord && wordCharacter.test(text.charAt(end))) end += 1
  // The match is a character outside of the basic plane.
  return [start, Math.max(end, index + 1)]
}

function wordStart(text: string, position: number): number {
  const space = text.lastIndexOf(' ', position)
  return space > position - 30 && space > 0 ? space + 1 : Math.max(position, 0)
}

const excerptLength = 240
const longestEnding = 6
const longestWord = 200
const mostLexemes = 64
const wordCharacter = /[\p{L}\p{M}\p{N}_]/u
const mostPlaces = 200
