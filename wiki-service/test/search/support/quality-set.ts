import { readFile } from 'node:fs/promises'

export interface QualityPage {
  readonly path: string
  readonly title: string
  readonly headings: readonly string[]
  readonly body: string
}

export interface QualityQuery {
  readonly kind: string
  readonly text: string
  /** Paths of pages that should all be among the first five; any of them may be the first. */
  readonly wanted: readonly string[]
}

const languages = ['english', 'german', 'french', 'chinese', 'japanese', 'mixed']

/** 342 pages, 300 of them in five languages, one per line: `path | title | heading; heading | text`. */
export async function qualityPages(): Promise<QualityPage[]> {
  const files = await Promise.all(languages.map(linesOf))
  return files.flat().map(([path = '', title = '', headings = '', body = '']) => ({
    path: path.toLowerCase(),
    title,
    headings: headings.split('; '),
    body,
  }))
}

/** One per line: `kind | query | path,path`. */
export async function qualityQueries(): Promise<QualityQuery[]> {
  const lines = await linesOf('queries')
  return lines.map(([kind = '', text = '', wanted = '']) => ({ kind, text, wanted: wanted.toLowerCase().split(',') }))
}

export interface Quality {
  readonly queries: number
  /** The share of wanted pages among the first five, on average. */
  readonly recall: number
  /** 1 divided by the position of the first wanted page, on average. */
  readonly meanReciprocalRank: number
  /** A line for each query with less than the best possible answer. */
  readonly misses: readonly string[]
}

/** @param search returns paths, best first */
export async function measureQuality(
  queries: readonly QualityQuery[],
  search: (text: string) => Promise<readonly string[]>,
): Promise<Quality> {
  const misses: string[] = []
  let [recall, reciprocal] = [0, 0]
  for (const { kind, text, wanted } of queries) {
    const found = await search(text)
    const first = found.findIndex((path) => wanted.includes(path))
    const hits = wanted.filter((path) => found.slice(0, 5).includes(path)).length
    recall += hits / wanted.length
    reciprocal += first === -1 ? 0 : 1 / (first + 1)
    if (hits < wanted.length || first !== 0) misses.push(`${kind}: ${text} → ${found.slice(0, 5).join(', ')}`)
  }
  const { length } = queries
  return { queries: length, recall: recall / length, meanReciprocalRank: reciprocal / length, misses }
}

async function linesOf(name: string): Promise<string[][]> {
  const text = await readFile(new URL(`../quality/${name}.txt`, import.meta.url), 'utf8')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('# '))
  return lines.map((line) => line.split(' | '))
}
