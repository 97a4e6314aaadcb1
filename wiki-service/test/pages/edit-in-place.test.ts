import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { rowsOf } from '../support/open-stores.ts'
import { ifMatch, startPagesApi } from '../support/pages-api.ts'
import { startReadyService } from '../support/service-process.ts'

const wiki = await startPagesApi()
after(() => wiki[Symbol.asyncDispose]())
const { client, api } = wiki

async function create(path: string, tags: string[] = []) {
  const { data } = await client.POST('/pages', { body: { user_id: 1, title: path, path, content: 'one [[a]]', tags } })
  assert.ok(data)
  return data
}

const edit = (path: string, version: number, body: { content: string; tags?: string[]; user_id?: number }) =>
  client.PUT('/pages/by-path/{path}', {
    params: { path: { path }, header: ifMatch(version) },
    body: { user_id: 2, title: path, ...body },
  })

async function stored(id: number) {
  const [row] = await rowsOf(
    api.databaseUrl,
    `select version, array(select target from links where post_id = ${id} order by target) as links,
       array(select tag from page_tags where post_id = ${id} order by tag) as tags,
       (select array_agg(kind order by version) from revisions where post_id = ${id}) as kinds
     from posts where id = ${id}`,
  )
  return row
}

test('an edit that keeps the path replaces text and links, and keeps the tags that it does not name', async () => {
  const page = await create('kept', ['x', 'ä "y"'])
  const { data, response } = await edit('kept', 1, { content: 'two [[b]]' })
  assert.equal(response.status, 200)
  assert.deepEqual(data, {
    ...page,
    content: 'two [[b]]',
    links: ['b'],
    version: 2,
    updated_by: 2,
    updated_time: data?.updated_time,
  })
  assert.deepEqual((await client.GET('/pages/{id}', { params: { path: { id: page.id } } })).data, data)
  assert.deepEqual(await stored(page.id), {
    version: 2,
    links: ['b'],
    tags: ['x', 'ä "y"'],
    kinds: ['create', 'edit'],
  })
  await edit('kept', 2, { content: 'three', tags: ['z'] })
  assert.deepEqual(await stored(page.id), { version: 3, links: [], tags: ['z'], kinds: ['create', 'edit', 'edit'] })
})

test('what an edit finds at its path decides as if the page had been read first', async () => {
  const page = await create('decided')
  const statusOf = async (...call: Parameters<typeof edit>): Promise<number> => (await edit(...call)).response.status
  assert.equal(await statusOf('nowhere', 1, { content: 'x' }), 404)
  assert.equal(await statusOf('decided', 2, { content: 'x' }), 412)
  assert.equal(await statusOf('decided', 1, { content: 'x', user_id: 77 }), 404)
  assert.match(JSON.stringify((await edit('decided', 1, { content: 'x', user_id: 77 })).error), /user-not-found/)
  assert.equal(await statusOf('decided', 1, { content: 'one [[a]]' }), 200)
  assert.deepEqual(await stored(page.id), { version: 1, links: ['a'], tags: [], kinds: ['create'] })
  assert.equal(await statusOf('decided', 1, { content: 'x' }), 200)
  await client.DELETE('/pages/{id}', { params: { path: { id: page.id }, header: ifMatch(2) }, body: { user_id: 1 } })
  assert.equal(await statusOf('decided', 3, { content: 'y' }), 404)
})

test('an edit that names the path of another page changes neither', async () => {
  const [page, other] = [await create('mine'), await create('theirs')]
  const { response } = await client.PUT('/pages/{id}', {
    params: { path: { id: page.id }, header: ifMatch(1) },
    body: { user_id: 1, title: 'Mine', content: 'x', path: 'theirs' },
  })
  assert.equal(response.status, 409)
  for (const { id } of [page, other]) assert.equal((await stored(id))?.['version'], 1)
})

test('of many edits of one version by path and by id, one is stored', async () => {
  const page = await create('crowded')
  const edits = Array.from({ length: 20 }, (_, number) => {
    const body = { user_id: 1, title: 'Crowded', content: `by ${number}`, path: 'crowded' }
    const params = { path: { id: page.id, path: 'crowded' }, header: ifMatch(1) }
    return number % 2 === 0
      ? client.PUT('/pages/by-path/{path}', { params, body })
      : client.PUT('/pages/{id}', { params, body })
  })
  const statuses = (await Promise.all(edits)).map(({ response }) => response.status)
  assert.deepEqual(
    statuses.toSorted((one, other) => one - other),
    [200, ...Array.from({ length: 19 }, () => 412)],
  )
  assert.equal((await stored(page.id))?.['version'], 2)
})

test('an edit by path whose answer from the database was lost is stored once', async () => {
  await using proxy = await startCuttingProxy(api.databaseUrl)
  await using service = await startReadyService({ DATABASE_URL: proxy.url })
  const page = await create('lost-by-path')
  let cuts = 0
  proxy.plan = {
    request: (bytes) => (bytes.includes('only once') && (cuts += 1) === 1 ? 'cut after' : 'pass'),
  }
  const answer = await fetch(`${service.url}/pages/by-path/lost-by-path`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': '"1"' },
    body: JSON.stringify({ user_id: 1, title: 'Lost', content: 'only once' }),
  })
  const { version } = (await answer.json()) as { version: number }
  assert.deepEqual([answer.status, version, cuts], [200, 2, 2])
  assert.deepEqual((await stored(page.id))?.['kinds'], ['create', 'edit'])
})
