import { matchingLines, type Run } from './matching-lines.ts'

export interface Merge {
  readonly kind: 'merged'
  /** In order; joined by line breaks they form the merged text, which is clean if no part is a conflict. */
  readonly parts: readonly MergePart[]
  /** The merged text, if it is clean. */
  readonly content: string | undefined
}

export type MergePart =
  /** `by` names the side that changed it, where only one did. */
  | { readonly kind: 'merged'; readonly text: string; readonly by?: 'yours' | 'current' }
  | { readonly kind: 'conflict'; readonly base: string; readonly yours: string; readonly current: string }

/**
 * Three-way merge by lines: a change on one side is taken, and the same change on both sides is taken once. Line breaks
 * (LF or CRLF) are those of the current text, unless it mixes them.
 */
export function merge(base: string, yours: string, current: string): Merge {
  const style = lineBreaksOf(current)
  const texts = [base, yours, current].map((text) =>
    linesOf(style === 'mixed' ? text : text.replaceAll(/\r?\n/g, '\n')),
  )
  const [o = noLines, a = noLines, b = noLines] = texts
  const lineBreak = style === 'crlf' ? '\r\n' : '\n'
  const last = a.endsWithBreak === o.endsWithBreak ? b.endsWithBreak : a.endsWithBreak
  const parts = mergeLines(o.lines, a.lines, b.lines, lineBreak)
  const clean = parts.every((part) => part.kind === 'merged')
  const text = parts.map((part) => (part.kind === 'merged' ? part.text : '')).join(lineBreak)
  return { kind: 'merged', parts, content: clean ? text + (last && parts.length > 0 ? lineBreak : '') : undefined }
}

interface Lines {
  readonly lines: readonly string[]
  /**
   * Whether the last line has a line break. It is merged separately, so that text can be added after a last line
   * without one.
   */
  readonly endsWithBreak: boolean
}

const noLines: Lines = { lines: [], endsWithBreak: false }

function linesOf(text: string): Lines {
  if (text === '') return noLines
  const endsWithBreak = text.endsWith('\n')
  return { lines: (endsWithBreak ? text.slice(0, -1) : text).split('\n'), endsWithBreak }
}

function lineBreaksOf(text: string): 'lf' | 'crlf' | 'mixed' {
  const all = text.split('\n').length - 1
  const long = text.split('\r\n').length - 1
  if (long === 0) return 'lf'
  return long === all ? 'crlf' : 'mixed'
}

function mergeLines(
  base: readonly string[],
  yours: readonly string[],
  current: readonly string[],
  lineBreak: string,
): MergePart[] {
  const parts: MergePart[] = []
  let merged: string[] = []
  let mergedBy: 'yours' | 'current' | undefined
  const settle = () => {
    if (merged.length > 0)
      parts.push({ kind: 'merged', text: merged.join(lineBreak), ...(mergedBy && { by: mergedBy }) })
    merged = []
  }
  const take = (lines: readonly string[], by?: 'yours' | 'current') => {
    if (lines.length === 0) return
    if (by !== mergedBy) settle()
    mergedBy = by
    merged = merged.concat(lines)
  }
  const end = { base: base.length, yours: yours.length, current: current.length, length: 0 }
  let place = { base: 0, yours: 0, current: 0 }
  for (const shared of [...sharedByAll(matchingLines(base, yours), matchingLines(base, current)), end]) {
    const before = base.slice(place.base, shared.base)
    const mine = yours.slice(place.yours, shared.yours)
    const theirs = current.slice(place.current, shared.current)
    if (isSame(mine, theirs)) take(theirs)
    else if (isSame(mine, before)) take(theirs, 'current')
    else if (isSame(theirs, before)) take(mine, 'yours')
    else {
      settle()
      const [o = '', a = '', b = ''] = [before, mine, theirs].map((lines) => lines.join(lineBreak))
      parts.push({ kind: 'conflict', base: o, yours: a, current: b })
    }
    take(current.slice(shared.current, shared.current + shared.length))
    place = {
      base: shared.base + shared.length,
      yours: shared.yours + shared.length,
      current: shared.current + shared.length,
    }
  }
  settle()
  return parts
}

interface SharedRun {
  readonly base: number
  readonly yours: number
  readonly current: number
  readonly length: number
}

/** Ranges of the base that both other texts contain. @param yours runs from the base to yours; current likewise */
function sharedByAll(yours: readonly Run[], current: readonly Run[]): SharedRun[] {
  const shared: SharedRun[] = []
  for (let mine = 0, theirs = 0; ;) {
    const a = yours[mine]
    const b = current[theirs]
    if (a === undefined || b === undefined) return shared
    const start = Math.max(a.from, b.from)
    const end = Math.min(a.from + a.length, b.from + b.length)
    if (start < end)
      shared.push({ base: start, yours: a.to + start - a.from, current: b.to + start - b.from, length: end - start })
    if (a.from + a.length < b.from + b.length) mine++
    else theirs++
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index])
}
