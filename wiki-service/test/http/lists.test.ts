import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { startApi } from '../support/api.ts'
import { readMetrics } from '../support/watch.ts'

const api = await startApi()
after(() => api[Symbol.asyncDispose]())

const total = 120

before(async () => {
  await api.post('/users', { name: 'writer' })
  for (let i = 1; i <= total; i += 1) await api.post('/posts', { user_id: 1, content: `post ${i}` })
})

test('a list is oldest first, has 50 rows by default, and links to the next page', async () => {
  const first = await api.get('/posts')
  assert.deepEqual(ids(first.json), range(1, 50))
  assert.equal(first.headers.get('link'), '</posts?limit=50&after=50>; rel="next"')
  assert.equal((first.json as object[]).map((post) => JSON.stringify(post)).join(), (await alone(range(1, 50))).join())
  assert.equal((await api.get('/users')).headers.get('link'), null)
  assert.equal((await api.get('/posts?limit=200')).headers.get('link'), null)
  assert.deepEqual((await api.get('/posts?after=120')).json, [])
  assert.deepEqual(ids((await api.get('/posts?after=-5&limit=2')).json), [1, 2])
  assert.deepEqual((await api.get(`/posts?after=${'9'.repeat(30)}`)).json, [])
})

test('following the links gives every row once, whatever the size of the page', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: total }), async (limit, after) => {
      const seen: number[] = []
      for (let path: string | undefined = `/posts?limit=${limit}&after=${after}`; path !== undefined;) {
        const page = await api.get(path)
        seen.push(...ids(page.json))
        path = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1]
      }
      assert.deepEqual(seen, range(after + 1, total))
    }),
    { numRuns: 25 },
  )
})

test('different pages requested at once each get their own answer', async () => {
  const starts = range(0, 119)
  const pages = await Promise.all(starts.map((after) => api.get(`/posts?limit=3&after=${after}`)))
  assert.deepEqual(
    pages.map(({ json }) => ids(json)),
    starts.map((after) => range(after + 1, Math.min(after + 3, total))),
  )
})

test('a limit outside 1 to 200 is refused as in the original', async () => {
  const { status, text } = await api.get('/users?limit=0')
  assert.equal(status, 422)
  assert.equal(
    text,
    '{"detail":[{"type":"greater_than_equal","loc":["query","limit"],"msg":"Input should be greater than or equal to 1","input":"0","ctx":{"ge":1}}]}',
  )
  assert.equal((await api.get('/posts?limit=201')).status, 422)
})

test('a page of large rows ends early, and the links still lead through all of them', async () => {
  const content = 'x'.repeat(200 * 1024)
  for (let i = 0; i < 7; i += 1) await api.post('/posts', { user_id: 1, content })
  const first = await api.get(`/posts?after=${total}`)
  assert.deepEqual(ids(first.json), range(total + 1, total + 3))
  assert.equal(first.headers.get('link'), `</posts?limit=50&after=${total + 3}>; rel="next"`)
})

test('large pages are read one at a time, each once for all clients, while small ones continue', async () => {
  const asked = Array.from({ length: 60 }, (_, index) => `/posts?limit=${1 + (index % 3)}&after=${total}`)
  const [small, ...answers] = await Promise.all(['/posts?limit=1&after=0', ...asked].map((path) => api.get(path)))
  assert.deepEqual(ids(small?.json), [1])
  answers.forEach(({ json }, index) => assert.deepEqual(ids(json), range(total + 1, total + 1 + (index % 3))))
  const metrics = await readMetrics(api.url)
  const statements = metrics.get('database_batch_size_count{statement="posts.pageAlone"}') ?? 0
  const pages = metrics.get('database_batch_size_sum{statement="posts.pageAlone"}') ?? 0
  // The one from the previous test, and these.
  assert.equal(pages, 61)
  assert.ok(statements >= 4)
})

function ids(rows: unknown): number[] {
  return (rows as { post_id: number }[]).map((row) => row.post_id)
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}

function alone(wanted: number[]): Promise<string[]> {
  return Promise.all(wanted.map(async (id) => (await api.get(`/posts/${id}`)).text))
}
