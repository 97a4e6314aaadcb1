import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startApi, type Api } from '../support/api.ts'

test('a settled list ends before an id whose transaction is still open, a plain list does not', async () => {
  await using api = await startApi()
  await using other = await connect(api.databaseUrl)
  for (const [path, insert, create] of [
    ['/users', `insert into users (name) values ('other')`, { name: 'ours' }],
    ['/posts', `insert into posts (content, user_id) values ('other', 1)`, { content: 'ours', user_id: 1 }],
  ] as const) {
    const [first, second] = [await createdId(api, path, create), await createdId(api, path, create)]
    assert.deepEqual(await idsOf(api, `${path}?settled=true`), [first, second])
    await other.client.query('begin')
    await other.client.query(insert)
    const late = second + 1
    assert.equal(await createdId(api, path, create), late + 1)
    // Read your writes: that holds for clients that do not follow.
    assert.deepEqual(await idsOf(api, path), [first, second, late + 1])
    assert.deepEqual(await idsOf(api, `${path}?settled=true`), [first, second])
    assert.deepEqual(await idsOf(api, `${path}?after=${second}&settled=1`), [])
    await other.client.query('commit')
    assert.deepEqual(await idsOf(api, `${path}?after=${second}&settled=true`), [late, late + 1])
    // An id that was assigned and never used.
    await other.client.query('begin')
    await other.client.query(insert)
    await other.client.query('rollback')
    const next = await createdId(api, path, create)
    assert.deepEqual(await idsOf(api, `${path}?after=${late + 1}&settled=true`), [next])
  }
})

test('following a list during many creations misses nothing', { timeout: 120_000 }, async () => {
  await using api = await startApi()
  await createdId(api, '/users', { name: 'writer' })
  let isOver = false
  const seen: number[] = []
  const follower = (async () => {
    // Until nothing was left after the end.
    for (let last = false; ; last = isOver) {
      const page = await idsOf(api, `/posts?limit=200&after=${seen.at(-1) ?? 0}&settled=true`)
      seen.push(...page)
      if (last && page.length === 0) return
    }
  })()
  // Clients other than the service create rows as well, and take their time between the id and the commit.
  const others = Array.from({ length: 4 }, async () => {
    await using other = await connect(api.databaseUrl)
    for (let count = 0; count < 25; count += 1) {
      await other.client.query('begin')
      await other.client.query(`insert into posts (content, user_id) values ('other', 1)`)
      await sleep(Math.random() * 10)
      await other.client.query(Math.random() < 0.1 ? 'rollback' : 'commit')
    }
  })
  const writers = Array.from({ length: 24 }, async () => {
    for (let count = 0; count < 40; count += 1) await createdId(api, '/posts', { content: 'ours', user_id: 1 })
  })
  await Promise.all([...others, ...writers])
  isOver = true
  await follower
  await using database = await connect(api.databaseUrl)
  const { rows } = await database.client.query<{ id: number }>('select id from posts order by id')
  assert.deepEqual(
    seen,
    rows.map(({ id }) => id),
  )
})

test('the next page of a settled list is settled too', async () => {
  await using api = await startApi()
  for (const name of ['a', 'b', 'c']) await createdId(api, '/users', { name })
  const first = await api.get('/users?limit=2&settled=true')
  assert.equal(first.headers.get('link'), '</users?limit=2&after=2&settled=true>; rel="next"')
  const last = await api.get('/users?limit=2&after=2&settled=true')
  assert.equal(last.headers.get('link'), null)
})

test('settled is read like a boolean of the original', async () => {
  await using api = await startApi()
  for (const word of ['true', '1', 'YES', 'off', 'False', '0', 'n'])
    assert.equal((await api.get(`/users?settled=${word}`)).status, 200, word)
  for (const word of ['', 'maybe', '2']) {
    const { status, json } = await api.get(`/users?settled=${word}`)
    assert.equal(status, 422, word)
    const msg = 'Input should be a valid boolean, unable to interpret input'
    assert.deepEqual(json, { detail: [{ type: 'bool_parsing', loc: ['query', 'settled'], msg, input: word }] })
  }
})

async function createdId(api: Api, path: string, body: object): Promise<number> {
  const { status, json } = await api.post(path, body)
  assert.equal(status, 200)
  return idOf(json)
}

async function idsOf(api: Api, path: string): Promise<number[]> {
  const { status, json } = await api.get(path)
  assert.equal(status, 200)
  return (json as unknown[]).map(idOf)
}

function idOf(row: unknown): number {
  const { id, post_id } = row as { id?: number; post_id?: number }
  return id ?? post_id ?? 0
}

async function connect(url: string): Promise<AsyncDisposable & { readonly client: pg.Client }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return { client, [Symbol.asyncDispose]: () => client.end() }
}
