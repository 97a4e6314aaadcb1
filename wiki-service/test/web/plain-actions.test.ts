import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startTwoReplicas } from './two-replicas.ts'

const replicas = await startTwoReplicas()
after(() => replicas[Symbol.asyncDispose]())
const { api, replica, send } = replicas

const create = (path: string, content: string) => send('POST', '/pages', { title: path.toUpperCase(), path, content })
const read = (address: string, headers: Readonly<Record<string, string>> = {}, url = api.url) =>
  fetch(`${url}/wiki/${address}`, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' })
const text = async (address: string) => (await read(address)).text()

const uuid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g
/** An answer without its keys, as the HTTP server makes it for a request with a cookie, or as it is made without it. */
const ask = async (address: string, headers = {}) => {
  const answer = await read(address, headers)
  const { date, etag, 'x-request-id': id, 'content-length': length, ...others } = Object.fromEntries(answer.headers)
  assert.ok(date !== undefined && id !== undefined && length !== undefined)
  const body = (await answer.text()).replaceAll(uuid, 'KEY')
  return {
    status: answer.status,
    others: JSON.stringify(others).replaceAll(uuid, 'KEY'),
    isTagged: etag !== undefined,
    body,
  }
}
const byServer = { cookie: 'other=1' }

test('history and editor of a page are the same with or without the HTTP server', async () => {
  await create('same/one', 'To [[same/two]], <b>&amp;</b> "quoted" \u{1F680}.')
  for (let version = 2; version < 60; version += 1)
    await send('PUT', '/pages/by-path/same/one', { title: 'One', content: `${version}` }, { 'if-match': '*' })
  for (const path of ['same/one', 'moved/one']) {
    await text(path)
    for (const action of ['history', 'edit']) {
      const server = await ask(`${path}/-/${action}`, byServer)
      assert.deepEqual(await ask(`${path}/-/${action}`), server, action)
      assert.deepEqual(await ask(`${path}/-/${action}`), server, `${action}, again`)
    }
    if (path === 'same/one')
      await send('POST', '/pages', { title: 'Moved', path: 'moved/one', content: 'large '.repeat(20_000) })
  }
})

test('each answer has keys of its own, in the policy as well', async () => {
  await create('keys', 'one')
  await send('PUT', '/pages/by-path/keys', { title: 'Keys', content: 'two' }, { 'if-match': '*' })
  await text('keys')
  const seen = new Set<string>()
  for (let asked = 0; asked < 3; asked += 1) {
    const history = await text('keys/-/history')
    const [key, ...others] = new Set(history.match(uuid))
    assert.ok(key !== undefined && others.length === 0 && history.includes(`restore?key=${key}"`))
    const editor = await read('keys/-/edit')
    const shown = await editor.text()
    const nonce = /'nonce-(.{36})'/.exec(editor.headers.get('content-security-policy') ?? '')?.[1] ?? ''
    assert.match(shown, new RegExp(`<script [^>]*nonce="${nonce}"`))
    const formKey = /name="key" value="(.{36})"/.exec(shown)?.[1] ?? ''
    for (const one of [key, nonce, formKey]) seen.add(one)
  }
  assert.equal(seen.size, 9)
})

test('history and editor follow every write at once, on any replica', async () => {
  const { id } = await create('follow/one', 'To [[follow/two]].')
  await text('follow/one')
  assert.match(await text('follow/one/-/history'), /1 version since/)
  assert.match(
    await text('follow/one/-/edit'),
    /class="missing"[^]*name="base" value="1"|name="base" value="1"[^]*class="missing"/,
  )
  await send('POST', '/pages', { title: 'Two', path: 'follow/two', content: '2' }, {}, replica.url)
  assert.match(await text('follow/one/-/history'), /<nav class="tree"[^]*>Two<[^]*<\/nav>/)
  assert.doesNotMatch(await text('follow/one/-/edit'), /class="missing"/)
  await send(
    'PUT',
    `/pages/${id}`,
    { title: 'New', content: 'second text', summary: 'why' },
    { 'if-match': '"1"' },
    replica.url,
  )
  assert.match(await text('follow/one/-/history'), /History of New[^]*2 versions since[^]*why/)
  assert.match(await text('follow/one/-/edit'), /name="base" value="2"[^]*second text/)
  await send('POST', `/pages/${id}/move`, { path: 'follow/elsewhere' }, {}, replica.url)
  for (const action of ['history', 'edit']) {
    const moved = await read(`follow/one/-/${action}`)
    assert.equal(moved.status, 301)
    assert.equal(moved.headers.get('location'), `../../../../wiki/follow/elsewhere/-/${action}`)
    assert.equal((await read(`follow/elsewhere/-/${action}`)).status, 200)
  }
  await text('follow/elsewhere')
  await send('DELETE', `/pages/${id}`, {}, {}, replica.url)
  assert.equal((await read('follow/elsewhere/-/history')).status, 404)
  assert.match(await text('follow/elsewhere/-/edit'), /<h1 class="vh">New page<\/h1>/)
})

test('a history is sent again only after a change; an editor always', async () => {
  await create('again', 'one')
  await text('again')
  const etag = (await read('again/-/history')).headers.get('etag') ?? ''
  assert.equal((await read('again/-/history', { 'if-none-match': etag })).status, 304)
  assert.equal((await read('again/-/edit')).headers.get('etag'), null)
  await send('PUT', '/pages/by-path/again', { title: 'Again', content: 'two' }, { 'if-match': '*' })
  assert.equal((await read('again/-/history', { 'if-none-match': etag })).status, 200)
})
