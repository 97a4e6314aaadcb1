import type { Database } from '../database/database.ts'
import { folded } from './analysis/fold.ts'
import { corrections, shortened, splits } from './spelling.ts'
import { frequencies, knownWords, similarWords, type WordRow } from './statements.ts'

/** One way to find a word of the query. */
interface Spelling {
  /** Index of the word. */
  readonly word: number
  readonly text: string
  /** How much a page with this spelling counts: 1 as typed, less for a guess. */
  readonly weight: number
}

export interface Loosened {
  readonly spellings: readonly Spelling[]
  /** By index of the word: how much it says about a page. */
  readonly rarities: readonly number[]
  readonly suggestion: string | undefined
}

/**
 * Other meanings of words that few pages contain together: similar known words, longer words that contain them, parts
 * of them.
 * @param found how many pages contain all words
 * @returns undefined if there are no alternatives
 */
export async function loosened(
  database: Database,
  words: readonly (readonly string[])[],
  { text, found }: { readonly text: string; readonly found: number },
  deadline: number,
): Promise<Loosened | undefined> {
  const typed = words.flatMap((ways, word) => ways.map((way) => ({ word, text: way, weight: 1 })))
  const counts: readonly WordRow[] =
    words.length === 1 && found > 0
      ? [[0, found, 0]]
      : await database.query(frequencies, [typed.map(({ word }) => word), typed.map(({ text }) => text)], deadline)
  const isStopWord = words.map((_, word) => counts.some(([number, , stop]) => number === word && stop === 1))
  const frequency = words.map((_, word) => counts.find(([number]) => number === word)?.[1] ?? 0)
  const kept = words.map((_, word) => !isStopWord[word] || isStopWord.every(Boolean))
  const guesses = await guess(database, words, kept, frequency, deadline)
  if (words.length === 1 && found > 0 && guesses.spellings.length === 0) return undefined
  return {
    spellings: [...typed.filter(({ word }) => kept[word]), ...guesses.spellings],
    rarities: frequency.map((count) => Math.log(1 + mostCounted / (1 + count))),
    suggestion: suggested(text, words, await inUse(database, guesses.corrections, deadline)),
  }
}

async function guess(
  database: Database,
  words: readonly (readonly string[])[],
  kept: readonly boolean[],
  frequency: readonly number[],
  deadline: number,
): Promise<{ spellings: Spelling[]; corrections: Form[] }> {
  const similar: Form[] = []
  const exact: Form[] = []
  words.forEach(([typed = ''], word) => {
    if (kept[word] !== true || !/^\p{L}{3,32}$/u.test(typed)) return
    similar.push([word, typed])
    if (typed.length >= 6) similar.push([word, rootOf(typed)])
    if (frequency[word] === 0) {
      const shorter = shortened(typed)
      similar.push([word, `-${typed}`], ...shorter.map((form): Form => [word, `-${form}`]))
      exact.push(...shorter.map((form): Form => [word, form]))
      exact.push(
        ...splits(typed).flatMap(([first, second]): Form[] => [
          [word, first],
          [word, second],
        ]),
      )
    }
  })
  const [close, known] = [
    await database.query(similarWords, columns(similar), deadline),
    exact.length === 0 ? [] : await database.query(knownWords, columns(exact), deadline),
  ]
  const spellings: Spelling[] = []
  const better: Form[] = []
  words.forEach(([typed = ''], word) => {
    const of = (rows: readonly Form[]): string[] => rows.filter(([number]) => number === word).map(([, known]) => known)
    const containing = of(close).filter((one) => one !== typed && (one.includes(typed) || isRelated(one, typed)))
    // The end of a compound says what it is: an Apfelkuchen is a Kuchen.
    for (const text of containing.toSorted((a, b) => a.length - b.length).slice(0, mostContaining(words.length)))
      spellings.push({ word, text, weight: text.endsWith(typed) ? 0.6 : 0.5 })
    if (frequency[word] !== 0 || typed.length < 4) return
    for (const text of corrections(typed, [...new Set([...of(close), ...of(known)])])) {
      spellings.push({ word, text, weight: 0.7 })
      better.push([word, text])
    }
    const pieces = new Set(of(known))
    for (const [first, second] of splits(typed))
      if (pieces.has(first) && pieces.has(second)) spellings.push({ word, text: `${first} ${second}`, weight: 0.6 })
    // For a compound that no page contains: its longest part that a page does contain.
    const [longest] = [...pieces].filter((piece) => isPart(piece, typed)).toSorted((a, b) => b.length - a.length)
    if (longest !== undefined) spellings.push({ word, text: longest, weight: 0.5 })
  })
  return { spellings, corrections: better }
}

/** The word without an ending that its language's stemmer may have left. */
function rootOf(word: string): string {
  return word.slice(0, word.length < 9 ? -2 : -3)
}

function isRelated(known: string, typed: string): boolean {
  return typed.length >= 6 && known.startsWith(rootOf(typed)) && Math.abs(known.length - typed.length) <= 4
}

function isPart(piece: string, typed: string): boolean {
  return piece.length >= 5 && piece.length <= typed.length - 3 && (typed.startsWith(piece) || typed.endsWith(piece))
}

type Form = readonly [word: number, form: string]

function columns(forms: readonly Form[]): [number[], string[]] {
  return [forms.map(([word]) => word), forms.map(([, form]) => form)]
}

/** For each word the best correction that a page contains: known words may be from pages in the trash. */
async function inUse(database: Database, better: readonly Form[], deadline: number): Promise<Map<number, string>> {
  if (better.length === 0) return new Map()
  const counts = await database.query(
    frequencies,
    [better.map((_, place) => place), better.map(([, text]) => text)],
    deadline,
  )
  const used = better.filter((_, place) => counts.some(([number, count]) => number === place && count > 0))
  return new Map(used.toReversed())
}

/** The text with corrected words in place, in lower case. */
function suggested(text: string, words: readonly (readonly string[])[], corrected: ReadonlyMap<number, string>) {
  if (corrected.size === 0) return undefined
  const byWord = new Map([...corrected].map(([word, better]) => [words[word]?.[0], better]))
  return text
    .toLowerCase()
    .replaceAll(/\p{L}+/gu, (typed) => byWord.get(folded(typed)) ?? typed)
    .trim()
}

/** The same limit as in the statement. */
const mostCounted = 300

/** With many words in the query, each gets few containing words. */
function mostContaining(words: number): number {
  return Math.min(12, Math.max(2, Math.floor(36 / words)))
}
