import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import pg from 'pg'
import { searchDocument } from '../../src/search/document.ts'
import { createDatabase } from '../support/postgres.ts'
import { until } from '../support/until.ts'

suite('pages that wait to be indexed', () => {
  test('a page that moves while it is indexed is found at its new path', async () => {
    await using wiki = await openDatabase()
    const { writer, indexer } = wiki
    const page = await wiki.save('a', 'zugzwang')
    await indexer.query('begin')
    await indexer.query('select index_pending(null, 10)')
    await writer.query(`update posts set path = 'b' where id = $1`, [page])
    const moved = writer.query('select index_page($1, null)', [page])
    await wiki.untilWaiting()
    await indexer.query('commit')
    await moved
    assert.deepEqual(await wiki.indexed(), [{ post_id: page, live: true, place: ['under:b'] }])
  })

  test('a page that is removed before its turn is forgotten, and its id is free for another', async () => {
    await using wiki = await openDatabase()
    await wiki.save('a', 'first')
    await wiki.writer.query('truncate posts restart identity')
    const page = await wiki.save('b', 'second')
    await wiki.writer.query('delete from search_pending; delete from posts')
    assert.equal(page, 1)
    await wiki.writer.query('select index_pending(null, 10)')
    assert.deepEqual(await wiki.indexed(), [])
  })

  test('a save indexes its page itself when a hundred wait', async () => {
    await using wiki = await openDatabase()
    for (let number = 1; number <= 101; number += 1) await wiki.save(`page-${number}`, 'word')
    assert.deepEqual(
      (await wiki.indexed()).map(({ post_id }) => post_id),
      [101],
    )
    const { rows } = await wiki.writer.query<{ left: number[] }>('select index_pending(null, 1000) as left')
    assert.ok(Array.isArray(rows[0]?.left))
  })

  test('indexing what waits ends, however many pages are saved meanwhile', async () => {
    await using wiki = await openDatabase()
    const first = [await wiki.save('a', 'word'), await wiki.save('b', 'word'), await wiki.save('c', 'word')]
    const left: number[][] = []
    for (const later of ['d', 'e', 'f']) {
      left.push(await wiki.indexOneOf(left.at(-1)))
      await wiki.save(later, 'word')
    }
    assert.deepEqual(left, [first.slice(1), first.slice(2), []])
    assert.deepEqual(
      (await wiki.indexed()).map(({ post_id }) => post_id),
      first,
    )
  })

  test('a page that no index can hold stops neither the others nor itself', async () => {
    await using wiki = await openDatabase()
    const page = await wiki.save('a', 'word')
    const large = Array.from({ length: 200_000 }, (_, number) => `word${number}`).join(' ')
    await wiki.writer.query(`update search_pending set document = jsonb_set(document, '{words}', to_jsonb($1::text))`, [
      large,
    ])
    const other = await wiki.save('b', 'word')
    await wiki.writer.query('select index_pending(null, 10)')
    await wiki.writer.query('select index_pending(null, 10)')
    assert.deepEqual(
      (await wiki.indexed()).map(({ post_id }) => post_id),
      [other],
    )
    await wiki.writer.query('select index_page($1, $2)', [page, await documentOf('word')])
    await wiki.writer.query('select index_pending(null, 10)')
    assert.equal((await wiki.indexed()).length, 2)
  })
})

const documentOf = (body: string): Promise<string> => searchDocument({ title: 'Title', headings: [], body, tags: [] })

async function openDatabase() {
  const scope = new AsyncDisposableStack()
  const database = scope.use(await createDatabase())
  const [writer, indexer] = await Promise.all(
    [1, 2].map(async () => {
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      scope.defer(() => client.end())
      return client
    }),
  )
  assert.ok(writer && indexer)
  await writer.query(`insert into users (name) values ('Ada')`)
  return {
    writer,
    indexer,
    async save(path: string, body: string): Promise<number> {
      const { rows } = await writer.query<{ id: number }>(
        `insert into posts (content, user_id, title, path, version, tags, updated_by)
         values ('', 1, 'Title', $1, 1, '{}', 1) returning id`,
        [path],
      )
      const id = rows[0]?.id ?? 0
      await writer.query('select index_page($1, $2)', [id, await documentOf(body)])
      return id
    },
    /** Of the pages that wait now, or of the given ids. Returns the ids that are left. */
    async indexOneOf(waiting?: readonly number[]): Promise<number[]> {
      const { rows } = await indexer.query<{ left: number[] }>('select index_pending($1, 1) as left', [waiting])
      return rows[0]?.left ?? []
    },
    async indexed() {
      const { rows } = await indexer.query<{ post_id: number; live: boolean; place: string[] }>(
        `select post_id, live, array(select facet from unnest(facets) as facet where facet like 'under:_%') as place
         from search_documents order by post_id`,
      )
      return rows
    },
    untilWaiting: () =>
      until('the writer waits', async () => {
        const { rows } = await indexer.query<{ count: number }>(
          `select count(*)::int as count from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return rows[0]?.count === 1
      }),
    [Symbol.asyncDispose]: () => scope.disposeAsync(),
  }
}
