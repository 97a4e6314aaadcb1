import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ifMatch, startPagesApi } from '../support/pages-api.ts'

const wiki = await startPagesApi()
after(() => wiki[Symbol.asyncDispose]())
const { client, api } = wiki

async function create(path: string, content = ''): Promise<number> {
  const { data } = await client.POST('/pages', { body: { user_id: 1, title: path, path, content } })
  assert.ok(data, path)
  return data.id
}

async function pathOf(id: number): Promise<string | null | undefined> {
  return (await client.GET('/pages/{id}', { params: { path: { id } } })).data?.path
}

async function statusAt(path: string): Promise<number> {
  return (await client.GET('/pages/by-path/{path}', { params: { path: { path } } })).response.status
}

test('a patch changes only the members that it names', async () => {
  const id = await create('patched', 'one')
  const patch = (version: number, body: object) =>
    client.PATCH('/pages/{id}', { params: { path: { id }, header: ifMatch(version) }, body: { user_id: 2, ...body } })
  assert.deepEqual((await patch(1, { tags: ['x'] })).data?.tags, ['x'])
  const { data: renamed } = await patch(2, { title: 'New title' })
  assert.deepEqual(
    [renamed?.title, renamed?.content, renamed?.tags, renamed?.path],
    ['New title', 'one', ['x'], 'patched'],
  )
  assert.deepEqual((await patch(3, { tags: null })).data?.tags, [])
  assert.equal((await patch(4, { title: null })).response.status, 422)
  assert.equal((await patch(4, { path: 'moved/patched' })).data?.path, 'moved/patched')
  const { data: history } = await client.GET('/pages/{id}/revisions', { params: { path: { id } } })
  assert.deepEqual(
    history?.map(({ kind }) => kind),
    ['move', 'edit', 'edit', 'edit', 'create'],
  )
  const { response } = await client.PATCH('/pages/{id}', {
    params: { path: { id } },
    body: { user_id: 1, content: '' },
  })
  assert.equal(response.status, 428)
})

test('deleting a page deletes its post, and restoring restores both', async () => {
  const id = await create('trash/one', 'text')
  const params = { path: { id } }
  const { data: deleted } = await client.DELETE('/pages/{id}', { params, body: { user_id: 2, summary: 'Old' } })
  assert.equal(deleted?.version, 2)
  assert.equal((await client.GET('/pages/{id}', { params })).response.status, 404)
  assert.equal((await api.get(`/posts/${id}`)).status, 404)
  assert.ok(!(await api.get('/posts?limit=200')).text.includes(`"post_id":${id},`))
  assert.equal(await statusAt('trash/one'), 404)
  assert.equal((await client.DELETE('/pages/{id}', { params, body: { user_id: 1 } })).response.status, 404)
  const { data: trash } = await client.GET('/trash')
  assert.deepEqual(
    [trash?.[0]?.id, trash?.[0]?.path, trash?.[0]?.deleted_by, trash?.[0]?.version],
    [id, 'trash/one', 2, 2],
  )
  const { data: history } = await client.GET('/pages/{id}/revisions', { params })
  assert.deepEqual(
    history?.map(({ kind }) => kind),
    ['delete', 'create'],
    'history stays readable',
  )

  const { data: restored } = await client.POST('/pages/{id}/restore', { params, body: { user_id: 1 } })
  assert.deepEqual([restored?.version, restored?.path, restored?.content], [3, 'trash/one', 'text'])
  assert.equal((await api.get(`/posts/${id}`)).status, 200)
  assert.deepEqual((await client.GET('/trash')).data, [])
  const again = await client.POST('/pages/{id}/restore', { params, body: { user_id: 1 } })
  assert.equal(again.response.status, 409)
})

test('deleting a page frees its path, and former paths return with their page', async () => {
  const id = await create('freed')
  const move = { path: { id } }
  await client.POST('/pages/{id}/move', { params: move, body: { user_id: 1, path: 'freed/now' } })
  await client.DELETE('/pages/{id}', { params: move, body: { user_id: 1 } })
  assert.deepEqual([await statusAt('freed'), await statusAt('freed/now')], [404, 404])
  const other = await create('freed/now')
  const taken = await client.POST('/pages/{id}/restore', { params: move, body: { user_id: 1 } })
  assert.deepEqual([taken.response.status, (taken.error as { page_id?: number }).page_id], [409, other])
  const { data } = await client.POST('/pages/{id}/restore', { params: move, body: { user_id: 1, path: 'freed/again' } })
  assert.equal(data?.path, 'freed/again')
  assert.deepEqual([await statusAt('freed'), await statusAt('freed/now')], [301, 200])
})

test('restoring an earlier version creates a new one, without its path', async () => {
  const id = await create('versions', 'one')
  const params = { path: { id } }
  const change = { user_id: 1, title: 'Two', content: 'two', tags: ['t'], path: 'versions/two' }
  await client.PUT('/pages/{id}', { params: { ...params, header: ifMatch(1) }, body: change })
  const restore = (version: number, header = {}) =>
    client.POST('/pages/{id}/restore', { params: { ...params, header }, body: { user_id: 1, version } })
  assert.equal((await restore(1, ifMatch(1))).response.status, 412)
  const { data } = await restore(1)
  assert.deepEqual(
    [data?.version, data?.title, data?.content, data?.tags, data?.path],
    [3, 'versions', 'one', [], 'versions/two'],
  )
  assert.equal((await restore(9)).response.status, 404)
  assert.equal((await restore(0)).response.status, 404)
})

test('a page moves with all pages below it or none, and every former path redirects', async () => {
  const root = await create('tree')
  const children = [await create('tree/a'), await create('tree/a/b'), await create('tree-house')]
  const move = (path: string, with_children = true) =>
    client.POST('/pages/{id}/move', { params: { path: { id: root } }, body: { user_id: 2, path, with_children } })
  await create('wood/a/b')
  assert.equal((await move('wood')).response.status, 409)
  assert.equal(await pathOf(root), 'tree')
  assert.equal((await move('tree/below')).response.status, 409)
  const { data } = await move('forest/tree')
  assert.deepEqual([data?.path, data?.moved, data?.version], ['forest/tree', 3, 2])
  assert.deepEqual(await Promise.all(children.map(pathOf)), ['forest/tree/a', 'forest/tree/a/b', 'tree-house'])
  assert.deepEqual(await Promise.all(['tree', 'tree/a', 'tree/a/b'].map(statusAt)), [301, 301, 301])
  // A child may take the path that its parent leaves.
  await create('forest/tree/a/forest')
  assert.equal((await move('forest')).data?.moved, 4)
  const { data: back } = await move('tree')
  assert.equal(back?.path, 'tree')
  assert.equal(await pathOf(children[1] ?? 0), 'tree/a/b')
  const deep = await move('1/2/3/4/5/6/7')
  assert.equal(deep.response.status, 422, 'a child would be too deep')
  assert.equal(await pathOf(root), 'tree')
})

test('two pages can swap their paths, and no path leads in a circle', async () => {
  const [one, other] = [await create('swap/a'), await create('swap/b')]
  const move = (id: number, path: string) =>
    client.POST('/pages/{id}/move', { params: { path: { id } }, body: { user_id: 1, path } })
  await move(one, 'swap/c')
  await move(other, 'swap/a')
  await move(one, 'swap/b')
  assert.deepEqual([await pathOf(one), await pathOf(other)], ['swap/b', 'swap/a'])
  const leads = await client.GET('/pages/by-path/{path}', { params: { path: { path: 'swap/c' } } })
  assert.equal(leads.response.headers.get('location'), '/pages/by-path/swap/b')
  await move(one, 'swap/c')
  assert.deepEqual([await statusAt('swap/c'), await statusAt('swap/b')], [200, 301])
})

test('appends of many writers are all stored, at the end or in their section', async () => {
  const id = await create('log', '# One\n\nfirst\n\n```\n# Two\n```\n\n# Two\n\nlast')
  const append = (content: string, heading?: string) =>
    client.POST('/pages/{id}/append', {
      params: { path: { id } },
      body: { user_id: 1, content, ...(heading && { heading }) },
    })
  const statuses = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      append(`- ${index}\n`, index % 2 === 0 ? 'One' : undefined).then(({ response }) => response.status),
    ),
  )
  assert.deepEqual(new Set(statuses), new Set([200]))
  const { data } = await client.GET('/pages/{id}', { params: { path: { id } } })
  assert.equal(data?.version, 21)
  const [section = '', rest = ''] = data?.content.split('\n\n# Two\n\n') ?? []
  for (let index = 0; index < 20; index += 1)
    assert.ok((index % 2 === 0 ? section : rest).includes(`- ${index}`), `${index}`)
  assert.equal((await append('x', 'Three')).response.status, 404)
  assert.equal((await append('x'.repeat(1024 * 1024))).response.status, 413)
})

test('a section is found by the visible text of its heading, and headings of several lines stay whole', async () => {
  const id = await create('plan', '# **Bold** plan\nNext\nyear\n===\n')
  const append = (heading: string) =>
    client.POST('/pages/{id}/append', { params: { path: { id } }, body: { user_id: 1, content: '- a', heading } })
  assert.equal((await append('**Bold** plan')).response.status, 404)
  await append('Bold plan')
  const { data } = await append('Next year')
  assert.equal(data?.content, '# **Bold** plan\n- a\n\nNext\nyear\n===\n- a')
})

test('a tool creates a missing page at a path, and replaces a known version', async () => {
  const put = (header: Record<string, string>, body: object = {}, path = 'sync/File') =>
    client.PUT('/pages/by-path/{path}', {
      params: { path: { path }, header },
      body: { user_id: 1, title: 'F', content: '1', ...body },
    })
  assert.equal((await put({})).response.status, 428)
  assert.equal((await put(ifMatch(1))).response.status, 404)
  assert.equal((await put({ 'If-None-Match': '"1"' })).response.status, 400)
  assert.equal((await put({ 'If-None-Match': '*' }, { path: 'elsewhere' })).response.status, 422)
  const created = await put({ 'If-None-Match': '*' })
  assert.deepEqual([created.response.status, created.data?.path], [201, 'sync/file'])
  const exists = await put({ 'If-None-Match': '*' }, { content: '2' })
  assert.deepEqual([exists.response.status, exists.response.headers.get('etag')], [412, '"1"'])
  assert.equal((await put(ifMatch(1), { content: '2' })).data?.version, 2)
  assert.equal((await put(ifMatch(1), { content: '3' })).response.status, 412)
  assert.equal((await put({ 'If-None-Match': '*' }, {}, 'a b')).response.status, 422)
  const races = await Promise.all(Array.from({ length: 20 }, () => put({ 'If-None-Match': '*' }, {}, 'sync/race')))
  assert.equal(races.filter(({ response }) => response.status === 201).length, 1)
  assert.equal(races.filter(({ response }) => response.status === 412).length, 19)
})

test('a plain post cannot be moved, extended, restored or deleted', async () => {
  const { json } = await api.post('/posts', { user_id: 1, content: 'plain' })
  const params = { path: { id: (json as { post_id: number }).post_id } }
  const answers = [
    await client.DELETE('/pages/{id}', { params, body: { user_id: 1 } }),
    await client.POST('/pages/{id}/append', { params, body: { user_id: 1, content: 'x' } }),
    await client.POST('/pages/{id}/move', { params, body: { user_id: 1, path: 'x' } }),
    await client.POST('/pages/{id}/restore', { params, body: { user_id: 1 } }),
  ]
  for (const { response } of answers) assert.equal(response.status, 409)
  assert.equal((await api.get(`/posts/${params.path.id}`)).status, 200)
  const patch = await client.PATCH('/pages/{id}', {
    params: { ...params, header: ifMatch(1) },
    body: { user_id: 1, content: 'x' },
  })
  assert.equal(patch.response.status, 422)
})

test('100 pages with the same title get different paths', async () => {
  const pages = await Promise.all(
    Array.from({ length: 100 }, () => client.POST('/pages', { body: { user_id: 1, title: 'Same', content: '' } })),
  )
  const paths = pages.map(({ data }) => data?.path ?? '').toSorted()
  const numbers = Array.from({ length: 99 }, (_, index) => `same-${index + 2}`)
  assert.deepEqual(paths, ['same', ...numbers].toSorted())
})
