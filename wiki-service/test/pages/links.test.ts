import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rowsOf } from '../support/open-stores.ts'
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

test('backlinks are complete and in order, be they few or a thousand', async () => {
  await using wiki = await startPagesApi()
  const { client, api } = wiki
  await client.POST('/pages', { body: { user_id: 1, title: 'Home', path: 'home', content: '[[home]]' } })
  await client.POST('/pages', { body: { user_id: 1, title: 'Last', path: 'z', content: '[[home]] [[nowhere]]' } })
  const backlinks = async (): Promise<readonly (string | null)[]> => {
    const found: (string | null)[] = []
    for (let after: string | undefined = ''; after !== undefined;) {
      const query: { limit: number; after?: string } = { limit: 200, ...(after !== '' && { after }) }
      const { data } = await client.GET('/pages/{id}/backlinks', { params: { path: { id: 1 }, query } })
      found.push(...(data ?? []).map(({ path }) => path))
      after = data?.length === 200 ? (data.at(-1)?.path ?? undefined) : undefined
    }
    return found
  }
  assert.deepEqual(await backlinks(), ['z'])
  await rowsOf(
    api.databaseUrl,
    `with linking as (
       insert into posts (content, user_id, title, path, version, tags, updated_by, updated_time)
       select '', 1, 'Page', 'pages/' || i, 1, '{}', 1, now() from generate_series(1, 1100) as i returning id, path
     ), linked as (
       insert into links (target, post_id) select target, id from linking, unnest(array['home', 'nowhere']) as target
     )
     select from linking`,
  )
  const paths = Array.from({ length: 1_100 }, (_, index) => `pages/${index + 1}`).toSorted()
  assert.deepEqual(await backlinks(), [...paths, 'z'])
  const view = async (path: string) => (await api.get(`/wiki/${path}`, { accept: 'text/html' })).text
  assert.match(
    await view('home'),
    /50 or more pages link here[^]*pages\/1"[^]*pages\/10"[^]*pages\/100"[^]*pages\/1000"/,
  )
  assert.match(await view('nowhere'), /50 or more pages link to it, <a href="[^"]*pages\/1"/)
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
