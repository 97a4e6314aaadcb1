import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startPagesApi } from '../support/pages-api.ts'

test('backlinks, wanted and orphaned pages are correct after every change', async () => {
  await using wiki = await startPagesApi()
  const { client, api } = wiki
  const create = async (path: string, content = ''): Promise<number> => {
    const { data } = await client.POST('/pages', { body: { user_id: 1, title: path, path, content } })
    assert.ok(data)
    return data.id
  }
  const backlinks = async (id: number): Promise<unknown> => {
    const { data } = await client.GET('/pages/{id}/backlinks', { params: { path: { id } } })
    return data?.map(({ path }) => path)
  }
  const wanted = async (): Promise<unknown> =>
    (await client.GET('/wanted')).data?.map(({ path, title, links }) => [path, title, links])
  const orphans = async (): Promise<unknown> => (await client.GET('/orphans')).data?.map(({ path }) => path)
  const act = async (method: string, path: string, body: object = {}): Promise<void> => {
    const response = await fetch(api.url + path, {
      method,
      headers: { 'content-type': 'application/json', 'if-match': '*' },
      body: JSON.stringify({ user_id: 1, ...body }),
    })
    assert.equal(response.status, 200, await response.text())
  }

  const home = await create('home', '[[desk-map]] [[Desk map|twice]] [[handbook/start]] [[home]]')
  const start = await create('handbook/start', '[next](next) and [[Desk map]]')
  assert.deepEqual(await wanted(), [
    ['desk-map', 'Desk map', 2],
    ['handbook/next', 'Next', 1],
  ])
  assert.deepEqual(await orphans(), ['home'], 'a link to itself does not count')
  const map = await create('desk-map')
  assert.deepEqual(await backlinks(map), ['handbook/start', 'home'])
  assert.deepEqual(await wanted(), [['handbook/next', 'Next', 1]])

  // A link by a former path remains a backlink until another page takes that path.
  await act('POST', `/pages/${map}/move`, { path: 'office/map' })
  assert.deepEqual(await backlinks(map), ['handbook/start', 'home'])
  const other = await create('desk-map')
  assert.deepEqual([await backlinks(map), await backlinks(other)], [[], ['handbook/start', 'home']])
  assert.deepEqual(await orphans(), ['home', 'office/map'])

  await act('DELETE', `/pages/${other}`)
  assert.deepEqual(await wanted(), [
    ['desk-map', 'Desk map', 2],
    ['handbook/next', 'Next', 1],
  ])
  await act('POST', `/pages/${other}/restore`)
  assert.deepEqual(await wanted(), [['handbook/next', 'Next', 1]])

  // A page in the trash links to nothing.
  await act('DELETE', `/pages/${home}`)
  assert.deepEqual([await backlinks(other), await orphans()], [['handbook/start'], ['handbook/start', 'office/map']])
  await act('POST', `/pages/${home}/restore`)
  assert.deepEqual(await backlinks(start), ['home'])

  // Relative links depend on the page's path, so they move along.
  await act('POST', `/pages/${start}/move`, { path: 'people/start' })
  assert.deepEqual(await wanted(), [['people/next', 'Next', 1]])
  await act('PATCH', `/pages/${start}`, { content: 'nothing' })
  assert.deepEqual([await wanted(), await backlinks(other)], [[], ['home']])
})

test('links of pages that move with their parent are resolved from their new places', async () => {
  await using wiki = await startPagesApi()
  const { client } = wiki
  for (const [path, content] of [
    ['tree', ''],
    ['tree/a', '[b](b)'],
    ['tree/b', ''],
  ] as const)
    await client.POST('/pages', { body: { user_id: 1, title: path, path, content } })
  const body = { user_id: 1, path: 'wood', with_children: true }
  await client.POST('/pages/{id}/move', { params: { path: { id: 1 } }, body })
  const { data } = await client.GET('/pages/{id}/backlinks', { params: { path: { id: 3 } } })
  assert.deepEqual(
    data?.map(({ path }) => path),
    ['wood/a'],
  )
  assert.deepEqual((await client.GET('/wanted')).data, [])
})
