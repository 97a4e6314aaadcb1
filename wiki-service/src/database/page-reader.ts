import { Batcher } from './batcher.ts'
import type { Caller } from './caller.ts'
import { largestId, type BatchingContext } from './row-reader.ts'
import type { Statement } from './statement.ts'

/**
 * Text of its rows after which a page ends early, so that pages of large rows fit into memory; the rest is on the next page.
 * A page has at least one row, whatever its size.
 */
export const pageBytes = 512 * 1024

/** The rows behind `after`, at most `limit` of them. */
export interface PageRequest {
  readonly after: number
  readonly limit: number
}

export interface Page {
  /** A JSON array; as bytes, made once for all who share the page. */
  readonly body: Buffer
  /** The id behind which the next page begins; null on the last page. */
  readonly next: number | null
}

/** Position among the pages asked for (from 1), JSON array, last id when more rows follow. */
export type PageRow = readonly [number, string, number | null]

/**
 * Reads pages, many in one statement; calls for the same page share it.
 * @param statement takes the ids behind which the pages begin and their limits, both int[]
 */
export function pageReader(
  statement: Statement<PageRow>,
  context: BatchingContext,
): (request: PageRequest, deadline: number, caller?: Caller) => Promise<Page> {
  const batcher = new Batcher<PageRequest, Page>({
    name: statement.name,
    lanes: context.readLanes,
    maxBatch: 32,
    maxQueue: context.maxQueue,
    observer: context.observer,
    run: async (requests, deadline) => {
      const distinct = new Map<string, PageRequest>()
      for (const request of requests) distinct.set(keyOf(request), request)
      const wanted = [...distinct.values()]
      const rows = await context.database.query(
        statement,
        [wanted.map((page) => page.after), wanted.map((page) => page.limit)],
        deadline,
      )
      const pages = new Map<string | undefined, Page>()
      const keys = [...distinct.keys()]
      for (const [position, body, next] of rows) pages.set(keys[position - 1], { body: Buffer.from(body), next })
      return requests.map((request) => pages.get(keyOf(request)) ?? emptyPage)
    },
  })
  context.onBatcher(batcher)
  return ({ after, limit }, deadline, caller) =>
    after < largestId
      ? batcher.submit({ after: Math.max(0, after), limit }, deadline, caller)
      : Promise.resolve(emptyPage)
}

const emptyPage: Page = { body: Buffer.from('[]'), next: null }

function keyOf({ after, limit }: PageRequest): string {
  return `${after} ${limit}`
}
