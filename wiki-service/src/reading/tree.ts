import { Batcher } from '../database/batcher.ts'
import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import { stampSql } from './view-states.ts'

/** A folder or page in the tree. */
export interface Leaf {
  readonly path: string
  /** Null for a folder without its own page. */
  readonly title: string | null
  /** Number of pages at and below this path. */
  readonly pages: number
}

export interface TreeReader {
  /** See ViewState. */
  stamp(deadline: number): Promise<string>
  /** The first level, and the number of pages in the wiki. If there are more roots than are shown, includes one more. */
  roots(deadline: number): Promise<{ readonly leaves: readonly Leaf[]; readonly pages: number }>
  /** The level below each of these paths, with the same limit. */
  below(folders: readonly string[], deadline: number): Promise<ReadonlyMap<string, readonly Leaf[]>>
}

export const shownLeaves = 60

export function treeReader(context: BatchingContext): TreeReader {
  const roots = loneCall(firstLevel, 'readLanes', context)
  const below = loneCall(levels, 'readLanes', context)
  const stamp = stampReader(context)
  return {
    stamp,
    async roots(deadline) {
      const rows = await roots([], deadline)
      return { leaves: rows.map(([path, pages, title]) => ({ path, pages, title })), pages: rows[0]?.[3] ?? 0 }
    },
    async below(folders, deadline) {
      if (folders.length === 0) return new Map()
      const rows = await below([folders], deadline)
      const leaves = new Map<string, Leaf[]>()
      for (const [folder, segment, pages, title] of rows) {
        const known = leaves.get(folder) ?? []
        known.push({ path: `${folder}/${segment}`, pages, title })
        leaves.set(folder, known)
      }
      return leaves
    },
  }
}

/** Calls that arrive together share one statement. */
function stampReader({ database, readLanes, maxQueue, observer, onBatcher }: BatchingContext): TreeReader['stamp'] {
  const batcher = new Batcher<undefined, string>({
    name: wikiStamp.name,
    lanes: readLanes,
    maxBatch: 128,
    maxQueue,
    observer,
    run: async (calls, deadline) => {
      const [row] = await database.query(wikiStamp, [], deadline)
      return calls.map(() => row?.[0] ?? '')
    },
  })
  onBatcher(batcher)
  return (deadline) => batcher.submit(undefined, deadline)
}

const wikiStamp = statement<readonly [string | null]>('reading.stamp', [text], `select ${stampSql}`)

const firstLevel = statement<readonly [string, number, string | null, number]>(
  'reading.roots',
  [text, number, text, number],
  `
  select split_part(path, '/', 1), count(*)::int, max(title) filter (where strpos(path, '/') = 0), sum(count(*)) over ()
  from posts where path is not null group by 1 order by 1 limit ${shownLeaves + 1}`,
)

const levels = statement<readonly [string, string, number, string | null]>(
  'reading.levels',
  [text, text, number, text],
  `
  select folder, segment, pages, title
  from unnest($1::text[]) as wanted (folder)
  cross join lateral (
    select segment, count(*)::int as pages, max(title) filter (where path = folder || '/' || segment) as title
    from (
      select path, title, split_part(substr(path, length(folder) + 2), '/', 1) as segment
      from posts where path > folder || '/' and path < folder || '0'
    ) as page
    group by segment order by segment limit ${shownLeaves + 1}
  ) as level`,
)
