import type { Database } from '../database/database.ts'
import { tokensOf } from './analysis/words.ts'
import { folded } from './analysis/fold.ts'
import { type Found, foundOf } from './found.ts'
import { titles } from './statements.ts'

/** Pages whose title or path begins with a text, contains it, or contains all of its words. */
export async function findTitles(
  database: Database,
  text: string,
  facets: readonly string[],
  wanted: number,
  deadline: number,
): Promise<Found[]> {
  const key = titleKey(text)
  const path = text.normalize('NFC').toLowerCase().trim()
  if (key === '' || !text.isWellFormed()) return []
  // Nearly every title contains any single letter, so it counts only at the beginning.
  const words = key.split(' ').filter((word) => Array.from(word).length > 1 || !/^[a-z0-9]$/.test(word))
  const rows = await database.query(titles, [key, path.replaceAll('\0', ''), words, facets, wanted], deadline)
  return rows.map(foundOf)
}

/** The words of a title as people type them. */
export function titleKey(title: string): string {
  return [...tokensOf(title)]
    .flatMap((token) => token.split(/[^\p{L}\p{M}\p{N}]+/u))
    .map(folded)
    .filter(Boolean)
    .join(' ')
}
