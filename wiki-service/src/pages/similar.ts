import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'

/** A page that may be meant by a path without one. */
interface SimilarPage {
  readonly id: number
  readonly path: string
  readonly title: string
}

export interface SimilarPages {
  /** Pages with similar paths, and pages above the path; most similar first. */
  similar(path: string, deadline: number): Promise<readonly SimilarPage[]>
}

/** Pages examined before and after the path, in path order. */
const neighbours = 50
const mostSimilar = 5

export function similarPages(context: BatchingContext): SimilarPages {
  const around = loneCall(pagesAround, 'readLanes', context)
  return {
    async similar(path, deadline) {
      const segments = path.split('/')
      const above = segments.map((_, depth) => segments.slice(0, depth).join('/')).filter((one) => one !== '')
      // The last segment may be correct, and the ones above it wrong.
      const rows = await around([path, neighbours, [...above, segments.at(-1) ?? '']], deadline)
      return rows
        .map(([id, path, title]) => ({ page: { id, path, title }, distance: distance(path) }))
        .filter(({ distance }) => distance < 0.5)
        .toSorted((one, other) => one.distance - other.distance)
        .slice(0, mostSimilar)
        .map(({ page }) => page)

      function distance(other: string): number {
        if (above.includes(other)) return 0.4
        if (other.endsWith(`/${segments.at(-1)}`) || other === segments.at(-1)) return 0.3
        // Paths in the same place share a prefix without being similar.
        return (2 * editDistance(path, other)) / Math.max(path.length, other.length)
      }
    },
  }
}

/** Insertions, deletions and replacements of characters (Levenshtein); paths are short. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + Number(one[i - 1] !== other[j - 1])
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

const pagesAround = statement<readonly [number, string, string]>(
  'pages.around',
  [number, text, text],
  `
  (select id, path, title from posts where path < $1 order by path desc limit $2::int)
  union
  (select id, path, title from posts where path > $1 order by path limit $2::int)
  union
  select id, path, title from posts where path = any($3::text[])`,
)
