import { Batcher } from '../database/batcher.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'

/** What is needed to show a page that was rendered before. */
export interface ViewState {
  /** Differs from the requested path if the page has moved. */
  readonly path: string
  readonly id: number
  readonly version: number
  /** Unchanged as long as no page of the wiki changes. */
  readonly stamp: string
}

export type ReadViewState = (path: string, deadline: number) => Promise<ViewState | undefined>

/** Looks up pages by canonical path, many calls in one statement. */
export function viewStates({ database, readLanes, maxQueue, observer, onBatcher }: BatchingContext): ReadViewState {
  const batcher = new Batcher<string, ViewState | undefined>({
    name: statesByPaths.name,
    lanes: readLanes,
    maxBatch: 128,
    maxQueue,
    observer,
    run: async (paths, deadline) => {
      const distinct = [...new Set(paths)]
      const states = new Map<string, ViewState>()
      for (const [asked, path, id, version, stamp] of await database.query(statesByPaths, [distinct], deadline))
        states.set(asked, { path, id, version, stamp: stamp ?? '' })
      return paths.map((path) => states.get(path))
    },
  })
  onBatcher(batcher)
  return (path, deadline) => batcher.submit(path, deadline)
}

/**
 * Log positions do not become visible in order, so the last one alone would miss a late one. A position that is later
 * than this many others is noticed with the next change.
 */
const stampPositions = 16

/** Nothing counts as up to date for longer, whatever the stamp says. */
export const longestTrustMs = 10_000

/** See ViewState. */
export const stampSql = `(
    select string_agg(position::text, ' ') from (
      select position from revisions where position is not null order by position desc limit ${stampPositions}
    ) as latest
  )`

const statesByPaths = statement<readonly [string, string, number, number, string | null]>(
  'reading.viewStates',
  [text, text, number, number, text],
  `
  select held.path, page.path, page.id, page.version, ${stampSql}
  from paths as held join posts as page on page.id = held.post_id and page.path is not null
  where held.path = any($1::text[])`,
)
