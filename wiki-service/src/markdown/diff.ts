import { diffArrays } from 'diff'
import { matchingLines, type Run } from './matching-lines.ts'

export interface Diff {
  readonly kind: 'compared'
  /** `lines` if comparing words would have taken too long. */
  readonly granularity: 'words' | 'lines'
  readonly hunks: readonly Hunk[]
  /** True if there are more differences than are listed. */
  readonly truncated: boolean
}

export interface Hunk {
  /**
   * Number of the first line, counted from 1. In an empty text, or after its last line, the number that the next line
   * would have.
   */
  readonly from_line: number
  readonly to_line: number
  readonly lines: readonly DiffLine[]
}

export type DiffLine =
  | { readonly kind: 'same' | 'added' | 'removed'; readonly text: string }
  /** A line of both texts: `text` is the newer version, the words are those of both. */
  | { readonly kind: 'changed'; readonly text: string; readonly words: readonly Words[] }

interface Words {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Unchanged lines shown before and after a difference. */
const context = 3
/** What a person may still read and a program must still hold in memory. */
const most = { lines: 10_000, characters: 2 << 20 } as const
/** Longer lines are compared as a whole; so are all lines after the words of one comparison are used up. */
const wordBudget = { line: 20_000, all: 400_000, edits: 2000 } as const

/**
 * Compares two texts by lines, and by words within similar lines. A line ends before its "\n"; the lines joined by "\n"
 * are the text, so a missing final line break appears as a missing empty line, and a "\r" belongs to its line.
 */
export function diff(from: string, to: string): Diff {
  const older = from === '' ? [] : from.split('\n')
  const newer = to === '' ? [] : to.split('\n')
  const words = new WordComparison()
  const hunks: Hunk[] = []
  let linesLeft: number = most.lines
  let charactersLeft: number = most.characters
  for (const { changes, before, after } of grouped(matchingLines(older, newer), older.length, newer.length)) {
    const lines: DiffLine[] = []
    for (const line of linesOf(changes, before, after, older, newer, words)) {
      linesLeft--
      charactersLeft -= line.text.length
      if (linesLeft < 0 || charactersLeft < 0) break
      lines.push(line)
    }
    const [first] = changes
    if (first && lines.length > 0)
      hunks.push({ from_line: first.from - before + 1, to_line: first.to - before + 1, lines })
  }
  const truncated = linesLeft < 0 || charactersLeft < 0
  return { kind: 'compared', granularity: words.isUsedUp ? 'lines' : 'words', hunks, truncated }
}

function* linesOf(
  changes: readonly Change[],
  before: number,
  after: number,
  older: readonly string[],
  newer: readonly string[],
  words: WordComparison,
): Generator<DiffLine> {
  for (const [index, change] of changes.entries()) {
    if (index === 0) yield* same(older.slice(change.from - before, change.from))
    yield* words.pair(older.slice(change.from, change.fromEnd), newer.slice(change.to, change.toEnd))
    yield* same(older.slice(change.fromEnd, changes[index + 1]?.from ?? change.fromEnd + after))
  }
}

interface Change {
  readonly from: number
  readonly fromEnd: number
  readonly to: number
  readonly toEnd: number
}

interface Group {
  readonly changes: Change[]
  readonly before: number
  after: number
}

/** Merges changes whose context overlaps or touches into one hunk. */
function grouped(runs: readonly Run[], fromLength: number, toLength: number): Group[] {
  const groups: Group[] = []
  let place = { from: 0, to: 0 }
  for (const run of [...runs, { from: fromLength, to: toLength, length: 0 }]) {
    if (run.from > place.from || run.to > place.to) {
      const change = { from: place.from, fromEnd: run.from, to: place.to, toEnd: run.to }
      const last = groups.at(-1)
      const gap = change.from - (last?.changes.at(-1)?.fromEnd ?? Number.NEGATIVE_INFINITY)
      const group =
        last && gap <= 2 * context ? last : { changes: [], before: Math.min(context, change.from), after: 0 }
      if (group !== last) groups.push(group)
      group.changes.push(change)
      group.after = Math.min(context, run.length)
    }
    place = { from: run.from + run.length, to: run.to + run.length }
  }
  return groups
}

function same(lines: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ kind: 'same', text }))
}

function asAdded(lines: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ kind: 'added', text }))
}

/** Compares the words of lines until the budget is used up. */
class WordComparison {
  #left: number = wordBudget.all
  isUsedUp = false

  #isUsedUpBy(text: string): boolean {
    if (this.#left < text.length || text.length > wordBudget.line) this.isUsedUp = true
    return this.isUsedUp
  }

  /** Pairs removed with added lines: similar ones become one changed line, in order. */
  *pair(removed: readonly string[], added: readonly string[]): Generator<DiffLine> {
    let next = 0
    for (const text of removed) {
      const found = this.#isUsedUpBy(text) ? undefined : this.#similar(text, added, next)
      if (found === undefined) yield { kind: 'removed', text }
      else {
        yield* asAdded(added.slice(next, found.index))
        yield { kind: 'changed', text: added[found.index] ?? '', words: found.words }
        next = found.index + 1
      }
    }
    yield* asAdded(added.slice(next))
  }

  /** The first of the next few lines that shares at least half of its characters. */
  #similar(text: string, added: readonly string[], start: number): { index: number; words: Words[] } | undefined {
    for (const [offset, candidate] of added.slice(start, start + 4).entries()) {
      this.#left -= text.length + candidate.length
      if (this.#left < 0 || candidate.length > wordBudget.line) {
        this.isUsedUp = true
        return undefined
      }
      const words = compareWords(text, candidate)
      const common = words.reduce((sum, { kind, text }) => sum + (kind === 'same' ? text.trim().length : 0), 0)
      if (common > 0 && common * 2 >= Math.min(text.trim().length, candidate.trim().length))
        return { index: start + offset, words }
    }
    return undefined
  }
}

function compareWords(from: string, to: string): Words[] {
  const changes = diffArrays(from.match(word) ?? [], to.match(word) ?? [], { maxEditLength: wordBudget.edits })
  return (changes ?? []).map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }))
}

/** Scripts without spaces are compared by character. */
const word =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]\p{M}*|[\p{L}\p{N}\p{M}_]+|\s+|[^]/gu
