import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startApi } from '../support/api.ts'

const scope = new AsyncDisposableStack()
const api = scope.use(await startApi())
after(() => scope.disposeAsync())

const get = (path: string) => fetch(api.url + path, { redirect: 'manual', headers: { accept: 'text/html' } })

test('an empty wiki says how to begin', async () => {
  const answer = await get('/')
  assert.equal(answer.status, 200)
  assert.match(await answer.text(), /This wiki is empty\. Write the first page\./)
})

test('the lists of an empty wiki can be shown', async () => {
  for (const path of [
    'changes',
    'pages',
    'pages?under=a',
    'pages/wanted',
    'pages/orphans',
    'keyboard',
    'preferences',
    'about',
  ])
    assert.equal((await get(`/wiki/-/${path}`)).status, 200, path)
  for (const query of [
    'before=x',
    'before=-1',
    'after=%00',
    'after=%ED%A0%80',
    'under=%00',
    'before=1&before=2',
    'under[]=a',
  ])
    for (const list of ['changes', 'pages', 'pages/wanted', 'pages/orphans'])
      assert.equal((await get(`/wiki/-/${list}?${query}`)).status, 200, `${list} ${query}`)
})

test('a missing page can be created', async () => {
  const answer = await get('/wiki/handbook/desk-map')
  assert.equal(answer.status, 404)
  const text = await answer.text()
  assert.match(text, /&ldquo;Desk map&rdquo; does not exist yet/)
  assert.match(text, /<form method="get" action="(\.\.\/)+wiki\/handbook\/desk-map\/-\/edit">/)
})

test('each page has one address', async () => {
  const moved = async (path: string) => {
    const answer = await get(path)
    return [answer.status, new URL(answer.headers.get('location') ?? '', api.url + path).pathname]
  }
  assert.deepEqual(await moved('/wiki'), [301, '/'])
  assert.deepEqual(await moved('/wiki/'), [301, '/'])
  assert.deepEqual(await moved('/wiki/Handbook/Desk-Map'), [301, '/wiki/handbook/desk-map'])
  assert.deepEqual(await moved('/wiki/%C3%84rger'), [301, `/wiki/${encodeURIComponent('ärger')}`])
  for (const path of [
    '-',
    '-/x',
    'a//b',
    'a b',
    '%00',
    'a;b',
    `${'a/'.repeat(9)}a`,
    'x'.repeat(500),
    '%ED%A0%80',
    "a'b",
  ])
    assert.equal((await get(`/wiki/${encodeURI(path).replaceAll('%25', '%')}`)).status, 404, path)
  assert.equal((await get('/wiki/a/-/nothing')).status, 404)
  const refused = await fetch(`${api.url}/wiki/-/changes`, { method: 'DELETE' })
  assert.equal(refused.status, 405)
})
