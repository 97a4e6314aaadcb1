import { folded } from './analysis/fold.ts'
import { hasUnspacedScript, piecesOf, runsOf } from './analysis/scripts.ts'
import { wordsOf } from './analysis/words.ts'

/** A piece of a text; `match` says that it was looked for. */
export interface ExcerptPart {
  readonly text: string
  readonly match: boolean
}

/** Tells words that a query has found. */
export class Matcher {
  readonly #lexemes: ReadonlySet<string>
  readonly #stems: readonly string[]

  /** @param query a tsquery as PostgreSQL writes it */
  constructor(query: string) {
    const lexemes = [...query.matchAll(/'((?:[^']|'')+)'/g)].map(([, lexeme = '']) => lexeme.replaceAll("''", "'"))
    this.#lexemes = new Set(lexemes)
    this.#stems = [...this.#lexemes].filter((lexeme) => lexeme.length >= 3 && !hasUnspacedScript(lexeme))
  }

  /** All of a text, its matches apart. */
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

  /** About 240 characters around the place with the most matches, the beginning of the text if there is none. */
  excerpt(text: string): ExcerptPart[] {
    const flat = text.replaceAll(/\s+/g, ' ').trim()
    const best = densest(
      [...this.#places(flat)].map(([start, end]) => ({ start, word: folded(flat.slice(start, end)) })),
    )
    const start = best < excerptLength * 0.6 ? 0 : wordStart(flat, best - 60)
    const end = Math.min(flat.length, start + excerptLength)
    const stop = end === flat.length ? end : wordStart(flat, end)
    const cut = flat.slice(start, stop).trim().toWellFormed()
    return this.parts(`${start > 0 ? '…' : ''}${cut}${stop < flat.length ? '…' : ''}`)
  }

  *#places(text: string): Generator<readonly [start: number, end: number]> {
    for (const found of text.matchAll(/[\p{L}\p{M}\p{N}_]+/gu)) {
      let start = found.index
      for (const run of runsOf(found[0])) {
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

  /** Overlapping pieces of a script without spaces, joined where they touch. */
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

/** Where the most different words are close together; 0 if there are none. */
function densest(places: readonly Place[]): number {
  let [best, most] = [places[0]?.start ?? 0, 0]
  // An excerpt of the first of very many is as good as any.
  for (const [index, { start }] of places.slice(0, mostPlaces).entries()) {
    const words = new Set<string>()
    for (let next = index; (places[next]?.start ?? Infinity) < start + excerptLength * 0.7; next += 1)
      words.add(places[next]?.word ?? '')
    if (words.size > most) [best, most] = [start, words.size]
  }
  return best
}

/** Stems are beginnings of words, but for a `y` that becomes an `i`. */
function isInflected(word: string, stem: string): boolean {
  const root = stem.endsWith('i') ? stem.slice(0, -1) : stem
  return word.length - stem.length <= longestEnding && word.startsWith(root) && root.length >= 3
}

function wordStart(text: string, position: number): number {
  const space = text.lastIndexOf(' ', position)
  return space > position - 30 && space > 0 ? space + 1 : Math.max(position, 0)
}

const excerptLength = 240
const longestEnding = 5
const mostPlaces = 200
