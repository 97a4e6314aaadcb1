import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { lockWaits } from '../support/lock-waits.ts'
import { startPagesApi } from '../support/pages-api.ts'
import { until } from '../support/until.ts'
import { readMetrics } from '../support/watch.ts'

test('a move in a deadlock is carried out again, once', async () => {
  await using wiki = await startPagesApi()
  const { client, api } = wiki
  const ids: number[] = []
  for (const path of ['a', 'a/b', 'a/c']) {
    const { data } = await client.POST('/pages', { body: { user_id: 1, title: path, path, content: 'zugzwang' } })
    ids.push(data?.id ?? 0)
  }
  assert.equal(
    (await client.GET('/search', { params: { query: { q: 'zugzwang' } } })).data?.length,
    3,
    'all are indexed',
  )

  await using scope = new AsyncDisposableStack()
  const connect = async (): Promise<pg.Client> => {
    const connected = new pg.Client({ connectionString: api.databaseUrl })
    await connected.connect()
    scope.defer(() => connected.end())
    return connected
  }
  const [pausing, indexing] = [await connect(), await connect()]
  const lock = (page: number) => ({
    text: 'select from search_documents where post_id = $1 for update',
    values: [page],
  })
  const waiting = (count: number) => until(`${count} wait`, async () => (await lockWaits(api.databaseUrl)) === count)
  const [first = 0, second = 0, third = 0] = ids
  await pausing.query('begin')
  await pausing.query(lock(second))
  // So long it does not look for a deadlock: the move is what PostgreSQL ends, after a second.
  await indexing.query(`set deadlock_timeout = '1h'; begin`)
  await indexing.query(lock(third))
  const moved = client.POST('/pages/{id}/move', {
    params: { path: { id: first } },
    body: { user_id: 1, path: 'z', with_children: true },
  })
  await waiting(1)
  const locked = indexing.query(lock(first))
  await waiting(2)
  await pausing.query('commit')
  await locked
  await indexing.query('commit')

  assert.equal((await moved).response.status, 200)
  const { data } = await client.GET('/pages')
  assert.deepEqual(
    data?.map(({ path, version }) => [path, version]),
    [
      ['z', 2],
      ['z/b', 2],
      ['z/c', 2],
    ],
  )
  assert.ok(Number((await readMetrics(api.url)).get('database_retries_total{reason="conflict"}')) >= 1)
})
