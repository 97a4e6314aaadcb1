import { diffArrays } from 'diff'

/** `length` equal lines, from `from` in one text and from `to` in the other. */
export interface Run {
  readonly from: number
  readonly to: number
  readonly length: number
}

/**
 * The lines that two texts have in common, in order: the longest such sequence if the texts are similar; otherwise
 * lines that occur once in each serve as anchors. Takes time proportional to the texts, whatever they contain.
 */
export function matchingLines(from: readonly string[], to: readonly string[]): Run[] {
  const runs: Run[] = []
  match(from, to, { from: 0, to: 0 }, runs, deepest)
  return joined(runs)
}

/** The search takes time quadratic in this number. */
const mostEdits = 800
/** Nesting of anchors; at this depth the rest counts as different. */
const deepest = 8

function match(from: readonly string[], to: readonly string[], at: Offset, runs: Run[], depth: number): void {
  const shorter = Math.min(from.length, to.length)
  let head = 0
  while (head < shorter && from[head] === to[head]) head++
  let tail = 0
  while (tail < shorter - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++
  runs.push({ ...at, length: head })
  const fromEnd = from.length - tail
  const toEnd = to.length - tail
  if (head < fromEnd && head < toEnd)
    matchMiddle(from.slice(head, fromEnd), to.slice(head, toEnd), forward(at, head, head), runs, depth)
  runs.push({ ...forward(at, fromEnd, toEnd), length: tail })
}

type Offset = Pick<Run, 'from' | 'to'>

function matchMiddle(from: readonly string[], to: readonly string[], at: Offset, runs: Run[], depth: number): void {
  const changes = diffArrays([...from], [...to], { maxEditLength: mostEdits })
  if (changes === undefined) return depth > 0 ? matchAnchored(from, to, at, runs, depth - 1) : undefined
  let place = at
  for (const { added, removed, count } of changes) {
    if (!added && !removed) runs.push({ ...place, length: count })
    place = forward(place, added ? 0 : count, removed ? 0 : count)
  }
}

function matchAnchored(from: readonly string[], to: readonly string[], at: Offset, runs: Run[], depth: number): void {
  const anchors = anchorsOf(from, to)
  if (anchors.length === 0) return
  let last: Offset = { from: 0, to: 0 }
  for (const anchor of [...anchors, { from: from.length, to: to.length }]) {
    match(
      from.slice(last.from, anchor.from),
      to.slice(last.to, anchor.to),
      forward(at, last.from, last.to),
      runs,
      depth,
    )
    if (anchor.from < from.length) runs.push({ ...forward(at, anchor.from, anchor.to), length: 1 })
    last = forward(anchor, 1, 1)
  }
}

/** The longest increasing sequence of lines that occur once on each side (as in "patience diff"). */
function anchorsOf(from: readonly string[], to: readonly string[]): Offset[] {
  const inTo = placesOfUnique(to)
  const candidates = [...placesOfUnique(from)].flatMap(([line, place]) => {
    const other = inTo.get(line)
    return other === undefined ? [] : [{ from: place, to: other }]
  })
  const ends: Link[] = []
  for (const candidate of candidates) {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle]?.place.to ?? 0) < candidate.to) low = middle + 1
      else high = middle
    }
    ends[low] = { place: candidate, before: ends[low - 1] }
  }
  const sequence: Offset[] = []
  for (let link = ends.at(-1); link !== undefined; link = link.before) sequence.push(link.place)
  return sequence.toReversed()
}

interface Link {
  readonly place: Offset
  readonly before: Link | undefined
}

function placesOfUnique(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>()
  const repeated = new Set<string>()
  for (const [place, line] of lines.entries()) {
    if (places.has(line)) repeated.add(line)
    places.set(line, place)
  }
  for (const line of repeated) places.delete(line)
  return places
}

function forward(place: Offset, from: number, to: number): Offset {
  return { from: place.from + from, to: place.to + to }
}

/** Joins runs that follow each other without a gap. */
function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = []
  for (const run of runs) {
    const last = result.at(-1)
    if (run.length === 0) continue
    const follows = last && last.from + last.length === run.from && last.to + last.length === run.to
    if (follows) result[result.length - 1] = { ...last, length: last.length + run.length }
    else result.push(run)
  }
  return result
}
