import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import pg from 'pg'
import { searchDocument } from '../../src/search/document.ts'
import { pendingPages } from '../../src/search/pending.ts'
import { lockWaits } from '../support/lock-waits.ts'
import { openStores, within } from '../support/open-stores.ts'
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

  test('a page that is saved while its document is made is found by both texts in turn', async () => {
    await using wiki = await openDatabase()
    const page = await wiki.saveUnread('a', 'first')
    await wiki.saveUnread('a', 'second', page)
    await wiki.store([{ id: page, version: 1, body: 'first' }])
    assert.deepEqual([await wiki.words(), await wiki.waiting()], [['first'], [page]])
    await wiki.store([{ id: page, version: 2, body: 'second' }])
    assert.deepEqual([await wiki.words(), await wiki.waiting()], [['second'], []])
  })

  test('a document that comes late replaces no later one', async () => {
    await using wiki = await openDatabase()
    const page = await wiki.saveUnread('a', 'first')
    await wiki.saveUnread('a', 'second', page)
    await wiki.store([{ id: page, version: 2, body: 'second' }])
    await wiki.store([{ id: page, version: 1, body: 'first' }])
    assert.deepEqual(await wiki.words(), ['second'])
    await wiki.saveUnread('a', 'third', page)
    await wiki.store([{ id: page, version: 1, body: 'first' }])
    assert.deepEqual([await wiki.words(), await wiki.waiting()], [['second'], [page]])
  })

  test('a document that no index can hold leaves the page as it was found, and the others are indexed', async () => {
    await using wiki = await openDatabase()
    const [page, other] = [await wiki.saveUnread('a', 'word'), await wiki.saveUnread('b', 'other')]
    const large = Array.from({ length: 200_000 }, (_, number) => `word${number}`).join(' ')
    await wiki.storeDocuments([
      { id: page, version: 1, document: { ...(JSON.parse(await documentOf('word')) as object), words: large } },
      { id: other, version: 1, document: JSON.parse(await documentOf('other')) as object },
    ])
    assert.deepEqual([await wiki.words(), await wiki.waiting()], [['other'], []])
  })

  test('a replica of the version before finds a page by its words, and leaves the rest to others', async () => {
    await using wiki = await openDatabase()
    const page = await wiki.saveUnread('a', 'Some *zugzwang*, soon.')
    await wiki.writer.query('select index_pending(null, 10)')
    const { rows } = await wiki.writer.query(
      `select post_id from search_documents where live and whole @@ 'zugzwang' and head @@ 'title'`,
    )
    assert.deepEqual([rows, await wiki.waiting()], [[{ post_id: page }], [page]])
  })

  test('a replica of the version before has done with whatever waits after one call', async () => {
    await using wiki = await openDatabase()
    for (let number = 1; number <= 12; number += 1) await wiki.saveUnread(`page-${number}`, 'zugzwang')
    const { rows } = await wiki.writer.query('select index_pending(10) as more')
    assert.deepEqual(rows, [{ more: 0 }], 'it calls again while this is 1')
    const found = await wiki.writer.query(`select from search_documents where whole @@ 'zugzwang'`)
    assert.equal(found.rowCount, 12)
  })

  test('the service makes the documents of whatever waits, some pages at a time', async () => {
    await using wiki = await openDatabase()
    const large = 'long '.repeat(40_000)
    for (let number = 1; number <= 25; number += 1) await wiki.saveUnread(`page-${number}`, `word${number} ${large}`)
    await wiki.pending.index(within(20_000))
    assert.deepEqual(await wiki.waiting(), [])
    const { rows } = await wiki.writer.query<{ count: number }>(
      `select count(*)::int as count from search_documents where whole @@ ('word' || post_id)::tsquery`,
    )
    assert.equal(rows[0]?.count, 25)
  })

  test('a page is indexed before its save is answered when this replica has left a hundred', async () => {
    await using wiki = await openDatabase()
    const ids: number[] = []
    for (let number = 1; number <= 102; number += 1) ids.push(await wiki.saveUnread(`${number}`, 'word'))
    const [last = 0, later = 0] = ids.splice(-2)
    for (const id of ids) assert.equal(await first(wiki.pending.added(id)), 'answered')
    assert.equal(await first(wiki.pending.added(last)), 'waits')
    await until('it is indexed', async () => (await wiki.indexed()).some(({ post_id }) => post_id === last))
    await wiki.pending.index(within(10_000))
    assert.equal(await first(wiki.pending.added(later)), 'answered')
  })
})

/** Whether a save is answered without waiting for the database. */
function first(added: Promise<void>): Promise<'answered' | 'waits'> {
  return Promise.race([added.then(() => 'answered' as const), turn().then(() => 'waits' as const)])
}

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
  const { opened } = scope.use(await openStores(database.url))
  const storeDocuments = (documents: readonly object[]) =>
    writer.query('select index_documents($1)', [JSON.stringify(documents)])
  return {
    writer,
    indexer,
    pending: pendingPages(opened.batching, async (text) => ({ headings: [], text }), 10_000),
    /** Saves a page like the service, which makes the document later. */
    async saveUnread(path: string, content: string, known?: number): Promise<number> {
      const { rows } = await writer.query<{ id: number }>(
        known === undefined
          ? `insert into posts (content, user_id, title, path, version, tags, updated_by)
             values ($1, 1, 'Title', $2, 1, '{}', 1) returning id`
          : `update posts set content = $1, path = $2, version = version + 1 where id = ${known} returning id`,
        [content, path],
      )
      const id = rows[0]?.id ?? 0
      await writer.query(`select index_page($1, '{}')`, [id])
      return id
    },
    storeDocuments,
    async store(pages: readonly { readonly id: number; readonly version: number; readonly body: string }[]) {
      await storeDocuments(
        await Promise.all(
          pages.map(async ({ id, version, body }) => ({
            id,
            version,
            document: JSON.parse(await documentOf(body)) as object,
          })),
        ),
      )
    },
    async words(): Promise<string[]> {
      const { rows } = await writer.query<{ body: string }>('select body from search_documents order by post_id')
      return rows.map(({ body }) => body)
    },
    async waiting(): Promise<number[]> {
      const { rows } = await writer.query<{ post_id: number }>('select post_id from search_pending order by post_id')
      return rows.map(({ post_id }) => post_id)
    },
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
    untilWaiting: () => until('the writer waits', async () => (await lockWaits(database.url)) === 1),
    [Symbol.asyncDispose]: () => scope.disposeAsync(),
  }
}
