import { Batcher } from './batcher.ts'
import type { BatchingContext } from './row-reader.ts'
import { number, statement, text } from './statement.ts'

export interface Creations {
  readonly users: number
  readonly posts: number
}

/**
 * A scrape that cannot reach the database gets the last known counts after this time; Prometheus waits 10 s by default.
 */
const scrapeDeadlineMs = 2_000

/**
 * Rows ever created, in the whole cluster. A scrape reads counts committed after it arrived, so it includes every
 * creation answered before. While the database is down it gets the last known counts, or undefined if there are none.
 */
export function creationCounters(context: BatchingContext): () => Promise<Creations | undefined> {
  let lastKnown: Creations | undefined
  const batcher = new Batcher<undefined, Creations>({
    name: countsByResource.name,
    // Everybody may scrape, also who may read no page.
    isUnguarded: true,
    lanes: context.readLanes,
    maxBatch: 128,
    maxQueue: 1_000,
    observer: context.observer,
    run: async (scrapes, deadline) => {
      const counts = new Map(await context.database.query(countsByResource, [], deadline))
      // A concurrent scrape may have read newer counts; a counter never decreases.
      lastKnown = {
        users: Math.max(counts.get('users') ?? 0, lastKnown?.users ?? 0),
        posts: Math.max(counts.get('posts') ?? 0, lastKnown?.posts ?? 0),
      }
      return scrapes.map(() => lastKnown ?? { users: 0, posts: 0 })
    },
  })
  context.onBatcher(batcher)
  return () => batcher.submit(undefined, performance.now() + scrapeDeadlineMs).catch(() => lastKnown)
}

const countsByResource = statement<readonly [string, number]>(
  'creations.counts',
  [text, number],
  `
  select resource, sum(created) from creation_counters group by resource`,
)
