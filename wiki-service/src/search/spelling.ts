/** The known words that may be meant by a mistyped one; best first. */
export function corrections(typed: string, known: readonly string[]): readonly string[] {
  const most = typed.length < 8 ? 1 : 2
  return known
    .map((word) => ({ word, distance: distance(typed, word) + (word[0] === typed[0] ? 0 : 0.5) }))
    .filter(({ distance }) => distance < most + 1)
    .toSorted((a, b) => a.distance - b.distance || a.word.length - b.word.length || (a.word < b.word ? -1 : 1))
    .slice(0, 3)
    .map(({ word }) => word)
}

/** The word with one and with two letters removed; search_words stores its own words with one removed. */
export function shortened(word: string): readonly string[] {
  const once = without(word)
  const twice = word.length >= 6 ? once.flatMap(without) : []
  return [...new Set([...once, ...twice])]
}

/** Ways to split a long word: `datensicherungsplan` may be `datensicherung` and `plan`. */
export function splits(word: string): readonly (readonly [string, string])[] {
  const found: [string, string][] = []
  for (let at = shortestPart; at <= word.length - shortestPart; at += 1) {
    const [first, second] = [word.slice(0, at), word.slice(at)]
    found.push([first, second])
    for (const link of ['s', 'n', 'es', 'en'])
      if (first.endsWith(link) && at - link.length >= shortestPart) found.push([first.slice(0, -link.length), second])
  }
  return found
}

const shortestPart = 4

function without(word: string): string[] {
  return Array.from({ length: word.length }, (_, index) => word.slice(0, index) + word.slice(index + 1))
}

/** Counts missing, extra, replaced and swapped letters (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}
