import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { rowsOf } from '../support/open-stores.ts'
import { ifMatch, startPagesApi } from '../support/pages-api.ts'

const wiki = await startPagesApi()
after(() => wiki[Symbol.asyncDispose]())
const { client, api } = wiki

test('a page is created, read by id and path, changed, and kept in every version', async () => {
  const created = await client.POST('/pages', {
    body: { user_id: 1, title: '  Getting started ', content: '# Hi\n', tags: ['a', 'b', 'a'], summary: 'First' },
  })
  assert.equal(created.response.status, 201)
  const page = created.data
  assert.ok(page)
  assert.deepEqual(
    [page.title, page.path, page.content, page.tags, page.version, page.created_by, page.links],
    ['Getting started', 'getting-started', '# Hi\n', ['a', 'b'], 1, 1, []],
  )
  assert.equal(created.response.headers.get('location'), `/pages/${page.id}`)
  assert.equal(created.response.headers.get('etag'), '"1"')

  const params = { path: { id: page.id } }
  assert.deepEqual((await client.GET('/pages/{id}', { params })).data, page)
  const byPath = await client.GET('/pages/by-path/{path}', { params: { path: { path: 'getting-started' } } })
  assert.deepEqual(byPath.data, page)
  assert.equal(byPath.response.headers.get('content-location'), `/pages/${page.id}`)

  const changed = await client.PUT('/pages/{id}', {
    params: { ...params, header: ifMatch(1) },
    body: { user_id: 2, title: 'Getting started', content: 'Two', summary: 'Second' },
  })
  assert.deepEqual(changed.data, {
    ...page,
    content: 'Two',
    version: 2,
    updated_by: 2,
    updated_time: changed.data?.updated_time,
  })
  assert.equal(changed.response.headers.get('etag'), '"2"')

  const history = await client.GET('/pages/{id}/revisions', { params })
  assert.deepEqual(
    history.data?.map(({ version, kind, user_id, summary, size }) => [version, kind, user_id, summary, size]),
    [
      [2, 'edit', 2, 'Second', 3],
      [1, 'create', 1, 'First', 5],
    ],
  )
  const first = await client.GET('/pages/{id}/revisions/{version}', { params: { path: { id: page.id, version: 1 } } })
  assert.deepEqual([first.data?.content, first.data?.tags], ['# Hi\n', ['a', 'b']])
})

test('a change requires the version that it is based on', async () => {
  const { data: page } = await client.POST('/pages', { body: { user_id: 1, title: 'Conditions', content: 'one' } })
  assert.ok(page)
  const path = { id: page.id }
  const put = (header: Record<string, string>, content: string) =>
    client.PUT('/pages/{id}', { params: { path, header }, body: { user_id: 1, title: 'Conditions', content } })

  assert.equal((await put({}, 'two')).response.status, 428)
  assert.equal((await put(ifMatch(1), 'two')).response.status, 200)
  const stale = await put(ifMatch(1), 'three')
  assert.equal(stale.response.status, 412)
  assert.equal(stale.response.headers.get('etag'), '"2"')
  const problem = stale.error as Record<string, unknown>
  assert.deepEqual(
    [problem['type'], problem['current'], problem['base']],
    [
      '/problems/conflict',
      { version: 2, title: 'Conditions', path: 'conditions', content: 'two', tags: [] },
      { version: 1, title: 'Conditions', path: 'conditions', content: 'one', tags: [] },
    ],
  )
  const cases: readonly (readonly [string, number])[] = [
    ['W/"2"', 412],
    ['"x"', 412],
    ['"3"', 412],
    ['"02"', 412],
    ['nonsense', 400],
    [' , ', 400],
    ['"7", "2"', 200],
    ['*', 200],
  ]
  for (const [header, status] of cases)
    assert.equal((await put({ 'If-Match': header }, `by ${header}`)).response.status, status, header)
  const same = await put(ifMatch(4), 'by *')
  assert.deepEqual(
    [same.response.status, same.data?.version],
    [200, 4],
    'a change that changes nothing makes no version',
  )
})

test('of 40 concurrent writes with one If-Match, one is stored', async () => {
  const { data: page } = await client.POST('/pages', { body: { user_id: 1, title: 'Crowded', content: '' } })
  assert.ok(page)
  const writes = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      client.PUT('/pages/{id}', {
        params: { path: { id: page.id }, header: ifMatch(1) },
        body: { user_id: 1, title: 'Crowded', content: `${index}` },
      }),
    ),
  )
  const statuses = writes.map(({ response }) => response.status)
  assert.deepEqual(
    [statuses.filter((one) => one === 200).length, statuses.filter((one) => one === 412).length],
    [1, 39],
  )
  const { data: history } = await client.GET('/pages/{id}/revisions', { params: { path: { id: page.id } } })
  assert.deepEqual(
    history?.map(({ version }) => version),
    [2, 1],
  )
})

test('a path that is taken is refused, and one derived from a title gets a number', async () => {
  const create = (body: { title: string; path?: string }) =>
    client.POST('/pages', { body: { user_id: 1, content: '', ...body } })
  const { data: first } = await create({ title: 'Taken' })
  const before = await api.get('/metrics')
  const taken = await create({ title: 'Other', path: 'TAKEN' })
  assert.deepEqual(
    [taken.response.status, (taken.error as { page_id?: number }).page_id, (taken.error as { path?: string }).path],
    [409, first?.id, 'taken'],
  )
  assert.equal(created(await api.get('/metrics')), created(before), 'nothing is counted when a request is refused')
  const { data: next } = await create({ title: 'Taken!' })
  assert.deepEqual([next?.path, next?.id], ['taken-2', (first?.id ?? 0) + 1], 'nor does it take an id')
  assert.equal((await create({ title: '???' })).response.status, 422)
  assert.equal((await create({ title: '???', path: 'q' })).data?.path, 'q')
})

test('a former path and another spelling lead to the page', async () => {
  const { data: page } = await client.POST('/pages', { body: { user_id: 1, title: 'Café', content: '' } })
  assert.ok(page)
  await client.PUT('/pages/{id}', {
    params: { path: { id: page.id }, header: ifMatch(1) },
    body: { user_id: 1, title: 'Café', content: '', path: 'places/café' },
  })
  for (const path of ['café', 'Cafe\u0301', 'PLACES/café']) {
    const { response } = await client.GET('/pages/by-path/{path}', { params: { path: { path } } })
    assert.equal(response.status, 301, path)
    assert.equal(response.headers.get('location'), '/pages/by-path/places/caf%C3%A9')
  }
  const { data: other } = await client.POST('/pages', { body: { user_id: 1, title: 'Café', content: '' } })
  const { data: there } = await client.GET('/pages/by-path/{path}', { params: { path: { path: 'café' } } })
  assert.equal(there?.id, other?.id, 'until another page takes it')
})

test('a plain post can be read as a page, and a title turns it into one', async () => {
  const { json } = await api.post('/posts', { user_id: 1, content: 'plain' })
  const id = (json as { post_id: number }).post_id
  const params = { path: { id } }
  const { data: plain } = await client.GET('/pages/{id}', { params })
  assert.deepEqual([plain?.title, plain?.path, plain?.version, plain?.content], [null, null, 1, 'plain'])
  const body = { user_id: 2, title: 'Now a page', content: 'plain' }
  const stale = await client.PUT('/pages/{id}', { params: { ...params, header: ifMatch(2) }, body })
  assert.equal(stale.response.status, 412)
  const { data: page } = await client.PUT('/pages/{id}', { params: { ...params, header: ifMatch(1) }, body })
  assert.deepEqual([page?.version, page?.path, page?.created_by, page?.updated_by], [2, 'now-a-page', 1, 2])
  const { data: history } = await client.GET('/pages/{id}/revisions', { params })
  assert.deepEqual(
    history?.map(({ version, kind, title }) => [version, kind, title]),
    [
      [2, 'create', 'Now a page'],
      [1, 'post', null],
    ],
  )
  assert.deepEqual((await api.get(`/posts/${id}`)).json, json)
})

function created({ text }: { readonly text: string }): string | undefined {
  return /^posts_created_total (.*)$/m.exec(text)?.[1]
}

test('a cached page never hides a change, and large pages can be read as well', async () => {
  const large = 'x'.repeat(100_000)
  const { data: page } = await client.POST('/pages', { body: { user_id: 1, title: 'Kept', content: 'one' } })
  assert.ok(page)
  const params = { path: { id: page.id } }
  const read = async (): Promise<unknown> => {
    const byPath = client.GET('/pages/by-path/{path}', { params: { path: { path: 'kept' } } })
    const answers = await Promise.all([
      client.GET('/pages/{id}', { params }),
      byPath,
      client.GET('/pages/{id}', { params }),
    ])
    return new Set(answers.map(({ data }) => data?.content))
  }
  for (const content of ['one', 'two', large, 'three']) {
    // As another replica does, or an operator.
    await rowsOf(api.databaseUrl, `update posts set content = '${content}' where id = ${page.id}`)
    assert.deepEqual(await read(), new Set([content]))
    assert.deepEqual(await read(), new Set([content]))
  }
  await client.DELETE('/pages/{id}', { params, body: { user_id: 1 } })
  assert.deepEqual(await read(), new Set([undefined]))
})
