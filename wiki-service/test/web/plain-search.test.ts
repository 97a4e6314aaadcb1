import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startTwoReplicas } from './two-replicas.ts'

const replicas = await startTwoReplicas()
after(() => replicas[Symbol.asyncDispose]())
const { api, replica, send } = replicas

const create = (path: string, content: string, url = api.url) =>
  send('POST', '/pages', { title: path.split('/').at(-1), path, content }, {}, url)
const read = (query: string, headers: Readonly<Record<string, string>> = {}, url = api.url) =>
  fetch(`${url}/search?${query}`, { headers: { accept: 'text/html', ...headers } })
const text = async (query: string) => (await read(query)).text()
const paths = async (query: string) =>
  [...(await text(query)).matchAll(/<h2><a href="\.\/wiki\/([^"]*)"/g)]
    .map(([, path = '']) => path)
    .toSorted((one, other) => (one < other ? -1 : 1))

test('results are the same with or without the HTTP server', async () => {
  await create('same/one', 'A gnu & a "kob", <b>gnu</b>.')
  await create('same/two', 'A gnu.')
  const queries = [
    'gnu',
    'gnu+kob',
    'gnus',
    'gnv',
    'nothing',
    'gnu&under=same',
    'gnu&by=1',
    'gnu&after=1',
    'gnu&after=x',
  ]
  for (const query of ['', 'tag=x', 'q', 'q=kob&q=gnu', ...queries.map((words) => `q=${words}`)]) {
    const ask = async (more = {}) => {
      const answer = await read(query, more)
      const { date, 'x-request-id': id, 'content-length': length, ...headers } = Object.fromEntries(answer.headers)
      assert.ok(date !== undefined && id !== undefined && length !== undefined)
      return { status: answer.status, headers, body: await answer.text() }
    }
    const server = await ask({ cookie: 'other=1' })
    assert.deepEqual(await ask(), server, query)
    assert.deepEqual(await ask(), server, `${query}, again`)
  }
  const json = await fetch(`${api.url}/search?q=gnu`)
  assert.match(json.headers.get('content-type') ?? '', /json/)
})

test('results follow every write at once, on any replica', async () => {
  const { id } = await create('follow/one', 'An okapi.')
  await text('q=okapi')
  assert.deepEqual(await paths('q=okapi'), ['follow/one'])
  await create('follow/two', 'An okapi, too.', replica.url)
  assert.deepEqual(await paths('q=okapi'), ['follow/one', 'follow/two'])
  await send(
    'PUT',
    `/pages/${id}`,
    { title: 'Renamed', content: 'An okapi at last.' },
    { 'if-match': '"1"' },
    replica.url,
  )
  assert.match(await text('q=okapi'), />Renamed<[^]*<mark>okapi<\/mark> at last/)
  await send('POST', `/pages/${id}/move`, { path: 'follow/moved' }, {}, replica.url)
  assert.deepEqual(await paths('q=okapi'), ['follow/moved', 'follow/two'])
  await send('DELETE', `/pages/${id}`, {}, {}, replica.url)
  assert.deepEqual(await paths('q=okapi'), ['follow/two'])
  await send('POST', `/pages/${id}/restore`, {}, {}, replica.url)
  assert.deepEqual(await paths('q=okapi'), ['follow/moved', 'follow/two'])
})

/** All of them are shown at once. */
const pages = 18

test('a page is among the results as soon as its save is answered, however many search meanwhile', async () => {
  for (const word of ['quagga', 'bongo', 'tapir', 'serval', 'margay']) {
    const saved: string[] = []
    const search = async (): Promise<void> => {
      while (saved.length < pages) {
        const before = [...saved]
        const found = await text(`q=${word}`)
        for (const path of before) assert.ok(found.includes(`href="./wiki/${path}"`), path)
      }
    }
    const searches = [search(), search(), search()]
    for (let number = 0; number < pages; number += 1) {
      const path = `${word}/${number}`
      await create(path, `A ${word}.`, number % 2 === 0 ? api.url : replica.url)
      saved.push(path)
    }
    await Promise.all(searches)
  }
})

test('results are sent again only after a change', async () => {
  await create('again', 'An addax.')
  await text('q=addax')
  const etag = (await read('q=addax')).headers.get('etag') ?? ''
  assert.equal((await read('q=addax', { 'if-none-match': etag })).status, 304)
  await create('again/below', 'An addax.')
  assert.equal((await read('q=addax', { 'if-none-match': etag })).status, 200)
})
