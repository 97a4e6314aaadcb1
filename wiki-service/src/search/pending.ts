import { Batcher } from '../database/batcher.ts'
import type { Caller } from '../database/caller.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import { searchDocument } from './document.ts'

/** Saved pages wait here to be indexed, so that a save does not. */
export interface PendingPages {
  /** Indexes whatever was saved before this call. @throws Unavailable; CallerGone */
  index(deadline: number, caller?: Caller): Promise<void>
  /**
   * A page was written: it is indexed soon, whether anybody searches or not. Where many others wait already, it is
   * indexed before this returns.
   */
  added(id: number): Promise<void>
}

/** Finds the words of a page. */
export type ReadWords = (
  content: string,
) => Promise<{ readonly headings: readonly string[]; readonly text: string } | 'too_slow'>

/** Writers of these pages wait for the end of a transaction that indexes them. */
const pagesAtOnce = 10
const bytesAtOnce = 256 * 1024
/** Long enough for a page that is saved again and again to be indexed once. */
const pauseMs = 1_000
/** So many are no burden for the search that comes next. */
const mostWaiting = 100

export function pendingPages(
  { database, searchLanes, maxQueue, observer, onBatcher }: BatchingContext,
  readWords: ReadWords,
  requestDeadlineMs: number,
): PendingPages {
  /** Pages that this replica has saved and not indexed since. */
  const saved = new Set<number>()
  const batcher = new Batcher<number | undefined, undefined>({
    name: indexDocuments.name,
    // What others saved is indexed in nobody's name.
    isUnguarded: true,
    lanes: searchLanes,
    maxBatch: 128,
    maxQueue,
    observer,
    run: async (calls, deadline) => {
      const ids = calls.filter((id) => id !== undefined)
      const isAll = ids.length < calls.length
      if (isAll) saved.clear()
      for (const id of ids) saved.delete(id)
      const waiting = await database.query(waitingPages, [isAll ? null : ids], deadline)
      for (const some of inParts(waiting)) {
        const pages = await database.query(pageTexts, [some], deadline)
        const documents = await Promise.all(pages.map((page) => documentOf(page, readWords)))
        await database.query(indexDocuments, [`[${documents.join(',')}]`], deadline)
      }
      return calls.map(() => undefined)
    },
  })
  onBatcher(batcher)
  const index = (which?: number) => batcher.submit(which, performance.now() + requestDeadlineMs)
  let timer: NodeJS.Timeout | undefined
  return {
    index: (deadline, caller) => batcher.submit(undefined, deadline, caller),
    async added(id) {
      timer ??= setTimeout(() => {
        timer = undefined
        // The next search, or the next write, tries again.
        index().catch(() => {})
      }, pauseMs).unref()
      saved.add(id)
      if (saved.size > mostWaiting) await index(id).catch(() => {})
    },
  }
}

function* inParts(waiting: readonly WaitingRow[]): Generator<readonly number[]> {
  let [part, bytes]: [number[], number] = [[], 0]
  for (const [id, size] of waiting) {
    if (part.length === pagesAtOnce || (part.length > 0 && bytes + size > bytesAtOnce)) {
      yield part
      part = []
      bytes = 0
    }
    part.push(id)
    bytes += size
  }
  if (part.length > 0) yield part
}

async function documentOf([id, version, json]: TextRow, readWords: ReadWords): Promise<string> {
  // Safe: pageTexts makes it.
  const { title, content, tags } = JSON.parse(json) as { title: string; content: string; tags: readonly string[] }
  const words = await readWords(content)
  // A page whose text takes too long is indexed as written.
  const { headings, text: body } = words === 'too_slow' ? { headings: [], text: content } : words
  const document = await searchDocument({ title, headings, body, tags })
  return `{"id":${id},"version":${version},"document":${document}}`
}

/** Id, and bytes of the content. */
type WaitingRow = readonly [number, number]

const waitingPages = statement<WaitingRow>(
  'search.waitingPages',
  [number, number],
  `
  select post_id, octet_length(content) from search_pending join posts on posts.id = post_id
  where $1::int[] is null or post_id = any($1) order by post_id`,
)

/** Id, version, the texts as JSON. */
type TextRow = readonly [number, number, string]

const pageTexts = statement<TextRow>(
  'search.pageTexts',
  [number, number, text],
  `
  select id, version, json_build_object('title', title, 'content', content, 'tags', tags)::text
  from posts where id = any($1::int[])`,
)

const indexDocuments = statement<readonly []>('search.indexDocuments', [], 'select from index_documents($1::jsonb)')
