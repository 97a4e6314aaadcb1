import pg from 'pg'
import { searchDocument } from '../../../src/search/document.ts'
import { pendingPages } from '../../../src/search/pending.ts'
import type { SearchResults } from '../../../src/search/results.ts'
import { type SearchRequest, searchStore } from '../../../src/search/store.ts'
import { openStores, within } from '../../support/open-stores.ts'
import { createDatabase } from '../../support/postgres.ts'

export interface WrittenPage {
  readonly path: string
  readonly title: string
  readonly headings?: readonly string[]
  readonly body: string
  readonly tags?: readonly string[]
}

/** Pages inserted by SQL, as the service stores them, and the search over them. */
export async function openWiki(settings: Readonly<Record<string, string>> = {}) {
  const scope = new AsyncDisposableStack()
  const database = scope.use(await createDatabase())
  const client = new pg.Client({ connectionString: database.url, statement_timeout: 3_000 })
  await client.connect()
  scope.defer(() => client.end())
  const { opened } = scope.use(await openStores(database.url, { settings }))
  const store = searchStore(
    opened.batching,
    pendingPages(opened.batching, async () => 'too_slow', 10_000),
  )
  const value = async (sql: string, values: readonly unknown[] = []): Promise<unknown> =>
    Object.values((await client.query<Record<string, unknown>>(sql, [...values])).rows[0] ?? {})[0]
  await value(`insert into users (name) values ('Ada'), ('Grace')`)
  return {
    value,
    async page({ path, title, headings = [], body, tags = [] }: WrittenPage): Promise<number> {
      const id = await value(
        `insert into posts (content, user_id, title, path, version, tags, updated_time, updated_by)
         values ($3, 1, $1, $2, 1, $4, now(), 1) returning id`,
        [title, path, '', tags],
      )
      await value('insert into paths (path, post_id) values ($1, $2)', [path, id])
      await value('select index_now($1, $2)', [id, await searchDocument({ title, headings, body, tags })])
      return Number(id)
    },
    search: (text: string, more: Partial<SearchRequest> = {}): Promise<SearchResults> =>
      store.search({ text, onlyTitles: false, after: 0, limit: 20, ...more }, within(10_000)),
    [Symbol.asyncDispose]: () => scope.disposeAsync(),
  }
}
