import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from 'pg'
import { startPagesApi } from '../support/pages-api.ts'

test('pages are listed by path or change, under a path, with a tag, and the links lead to each once', async () => {
  await using wiki = await startPagesApi()
  const { client, api } = wiki
  const paths = ['b', 'a/c', 'a', 'a-b', 'a/b', 'a.b', 'ä', 'a/b/c', 'x', 'y', 'z']
  for (const path of paths) {
    const tags = path.includes('b') ? ["it's", 'b'] : []
    await client.POST('/pages', { body: { user_id: 1, title: path, path, content: 'text', tags } })
  }
  await api.post('/posts', { user_id: 1, content: 'plain' })
  const walk = async (query: string): Promise<unknown[]> => {
    const found: unknown[] = []
    for (let url: string | undefined = `/pages?limit=2&${query}`; url !== undefined;) {
      const { headers, json } = await api.get(url)
      found.push(...(json as { path: string }[]).map(({ path }) => path))
      url = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]
    }
    return found
  }
  const inOrder = ['a', 'a-b', 'a.b', 'a/b', 'a/b/c', 'a/c', 'b', 'x', 'y', 'z', 'ä']
  assert.deepEqual(await walk(''), inOrder)
  assert.deepEqual(await walk('under=A'), ['a', 'a/b', 'a/b/c', 'a/c'])
  assert.deepEqual(await walk('sort=changed'), paths.toReversed())
  assert.deepEqual(await walk('under=a-b'), ['a-b'])
  assert.deepEqual(await walk('under=none'), [])
  assert.deepEqual(await walk('sort=changed&under=a'), ['a/b/c', 'a/b', 'a', 'a/c'])
  assert.deepEqual(await walk('tag=b'), ['a-b', 'a.b', 'a/b', 'a/b/c', 'b'])
  assert.deepEqual(await walk("tag=it's&under=a&sort=changed"), ['a/b/c', 'a/b'])
  assert.deepEqual(await walk('tag=none'), [])
  const { data } = await client.GET('/pages', { params: { query: { limit: 1 } } })
  assert.deepEqual(Object.keys(data?.[0] ?? {}).includes('content'), false)
  for (const query of [
    'limit=0',
    'limit=1.5',
    'limit=NaN',
    'limit=201',
    'limit=',
    'sort=size',
    'sort=changed&after=x',
    'under=..',
  ])
    assert.equal((await api.get(`/pages?${query}`)).status, 422, query)
})

test('the log of changes can be read in both directions, by author and by path', async () => {
  await using wiki = await startPagesApi()
  const { client, api } = wiki
  for (const [index, path] of ['x', 'x/1', 'y', 'x/2', 'xy'].entries())
    await client.POST('/pages', { body: { user_id: 1 + (index % 2), title: path, path, content: '' } })
  const walk = async (query: string): Promise<unknown[]> => {
    const found: unknown[] = []
    for (let url: string | undefined = `/changes?limit=2&${query}`; url !== undefined;) {
      const { headers, json } = await api.get(url)
      found.push(...(json as { path: string }[]).map(({ path }) => path))
      url = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]
    }
    return found
  }
  assert.deepEqual(await walk('after=0'), ['x', 'x/1', 'y', 'x/2', 'xy'])
  assert.deepEqual(await walk(''), ['xy', 'x/2', 'y', 'x/1', 'x'])
  assert.deepEqual(await walk('by=2'), ['x/2', 'x/1'])
  assert.deepEqual(await walk('after=0&by=1'), ['x', 'y', 'xy'])
  assert.deepEqual(await walk('under=x'), ['x/2', 'x/1', 'x'])
  assert.deepEqual(await walk('after=0&under=x&by=1'), ['x'])
  assert.deepEqual(await walk('by=99999999999'), [])
  const { data } = await client.GET('/changes', { params: { query: { limit: 1 } } })
  const position = data?.[0]?.position ?? 0
  assert.deepEqual(await walk(`after=${position}`), [])
})

test('readers of the log do not skip a change that commits late', async () => {
  await using wiki = await startPagesApi()
  const { client, api } = wiki
  const create = (title: string) => client.POST('/pages', { body: { user_id: 1, title, content: '' } })
  const read = async (after: number) => {
    const { data = [] } = await client.GET('/changes', { params: { query: { after } } })
    return data.map(({ title }) => title)
  }
  await create('first')
  const late = new Client({ connectionString: api.databaseUrl })
  await late.connect()
  try {
    const write = `select * from write_page(gen_random_uuid(), gen_random_uuid(), 60, null, 0, 'create', 'late', false, 'late', '',
      '{}', '{}', 1, '', null, null)`
    await late.query(`begin; ${write}`)
    await create('second')
    // Its position is above one that is not settled.
    assert.deepEqual(await read(0), ['first'])
    await late.query('commit')
    assert.deepEqual(await read(0), ['first', 'late', 'second'])
    await late.query(`begin; ${write.replaceAll("'late'", "'never'")}`)
    await create('third')
    assert.equal((await read(0)).length, 3)
    await late.query('rollback')
    assert.deepEqual(await read(0), ['first', 'late', 'second', 'third'])
  } finally {
    await late.end()
  }
})
