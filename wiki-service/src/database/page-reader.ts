import { Batcher } from './batcher.ts'
import type { Caller } from './caller.ts'
import type { Horizon } from './horizon.ts'
import { largestId, type BatchingContext } from './row-reader.ts'
import type { Parameter, Statement } from './statement.ts'

/**
 * A page ends early after this much text, so that pages of large rows fit into memory; the next page continues. A page
 * has at least one row, whatever its size.
 */
export const pageBytes = 512 * 1024

/** The rows after `after`, at most `limit` of them. */
export interface PageRequest {
  readonly after: number
  readonly limit: number
  /** Only rows below the horizon: no row with a lower id can still appear. */
  readonly settled?: boolean
}

/** The rows up to and including `until`. */
interface Range {
  readonly after: number
  readonly limit: number
  readonly until: number
}

export interface Page {
  /** A JSON array as bytes, created once for all who share the page. */
  readonly body: Buffer
  /** The id after which the next page begins; null on the last page. */
  readonly next: number | null
}

/**
 * Position among the requested pages (from 1), JSON array (null instead of a large one), last id if more rows follow.
 */
export type PageRow = readonly [number, string | null, number | null]

/** Both take the ids after which the pages begin, their limits, and the highest ids they may contain, as int[]. */
export interface PageStatements {
  readonly many: Statement<PageRow>
  /** Takes one page; returns it whatever its size. */
  readonly alone: Statement<PageRow>
}

/** Reads pages, many in one statement; calls for the same page share it. */
export function pageReader(
  { many, alone }: PageStatements,
  context: BatchingContext,
  horizon: Horizon,
): (request: PageRequest, deadline: number, caller?: Caller) => Promise<Page> {
  const { database, readLanes, largeLanes, maxQueue, observer } = context
  const batched = new Batcher<Range, Page | null>({
    name: many.name,
    lanes: readLanes,
    maxBatch: 32,
    maxQueue,
    observer,
    run: async (requests, deadline) => {
      const distinct = new Map<string, Range>()
      for (const request of requests) distinct.set(keyOf(request), request)
      const pages = new Map<string | undefined, Page | null>()
      const keys = [...distinct.keys()]
      for (const [position, ...page] of await database.query(many, parameters([...distinct.values()]), deadline))
        pages.set(keys[position - 1], pageOf(page))
      return requests.map((request) => pages.get(keyOf(request)) ?? null)
    },
  })
  const single = new Batcher<Range, Page>({
    name: alone.name,
    lanes: largeLanes,
    maxBatch: 32,
    isSame: (one, other) => keyOf(one) === keyOf(other),
    maxQueue,
    observer,
    run: async (requests, deadline) => {
      const [[, ...page] = emptyRow] = await database.query(alone, parameters(requests.slice(0, 1)), deadline)
      const whole = pageOf(page) ?? emptyPage
      return requests.map(() => whole)
    },
  })
  context.onBatcher(batched)
  context.onBatcher(single)
  return async ({ after, limit, settled }, deadline, caller) => {
    const until = settled ? await horizon(deadline) : largestId
    if (after >= until) return emptyPage
    const request = { after: Math.max(0, after), limit, until }
    return (await batched.submit(request, deadline, caller)) ?? single.submit(request, deadline, caller)
  }
}

function parameters(pages: readonly Range[]): readonly Parameter[] {
  return [pages.map(({ after }) => after), pages.map(({ limit }) => limit), pages.map(({ until }) => until)]
}

function pageOf([body, next]: readonly [string | null, number | null]): Page | null {
  return body === null ? null : { body: Buffer.from(body), next }
}

const emptyRow: PageRow = [1, '[]', null]
const emptyPage: Page = { body: Buffer.from('[]'), next: null }

function keyOf({ after, limit, until }: Range): string {
  return `${after} ${limit} ${until}`
}
