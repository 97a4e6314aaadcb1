import type { ReadChange } from '../reading/changes.ts'
import type { Change } from './parts/changes.ts'
import type { HistoryVersion } from './views/history.ts'

/**
 * Changes as views show them, and the address of earlier ones. @param read if there are more than are shown, includes
 * one more
 */
export function shownChanges(
  read: readonly ReadChange[],
  limit: number,
  address: string,
): { readonly changes: readonly Change[]; readonly earlier: string | undefined } {
  const changes = read.slice(0, limit)
  const last = changes.at(-1)
  return {
    changes: changes.map(shownChange),
    earlier: read.length > limit && last ? `${address}?before=${last.position}` : undefined,
  }
}

function shownChange(change: ReadChange): Change {
  return { ...shownVersion(change), path: change.path ?? undefined, title: change.title }
}

export function shownVersion({
  version,
  kind,
  authorId,
  authorName,
  summary,
  growth,
  createdTime,
}: ReadChange): HistoryVersion {
  return { version, kind, author: { id: authorId, name: authorName }, summary, growth, createdTime }
}
