import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startApi } from '../support/api.ts'

const scope = new AsyncDisposableStack()
const api = scope.use(await startApi({ TRUST_PROXY: '127.0.0.0/8' }))
const open = scope.use(await startApi())
after(() => scope.disposeAsync())

const page = { accept: 'text/html' }
const behind = (prefix: string) => ({ ...page, 'x-forwarded-prefix': prefix })

/** What the browser requests after it has read the page at `address`. */
function targets(text: string, address: string): string[] {
  const found = [...text.matchAll(/(?:href|src|action)="([^"]*)"/g)]
  assert.ok(found.length > 4)
  return found.map(([, link = '']) => new URL(link, address).pathname)
}

test('pages work behind a proxy that strips a prefix without saying so', async () => {
  for (const path of ['/', '/docs', '/docs/', '/docs?a=/b/c']) {
    const { text } = await api.get(path, page)
    for (const prefix of ['', '/wiki', '/a/b']) {
      const outside = targets(text, `http://x.example${prefix}${path}`)
      assert.ok(
        outside.every((target) => target.startsWith(`${prefix}/`) && !target.startsWith(`${prefix}/docs/`)),
        outside.join(' '),
      )
      assert.ok(outside.includes(`${prefix}/assets/icon.svg`))
    }
  }
})

test('a trusted proxy names the prefix, and several proxies name theirs in turn', async () => {
  for (const [header, prefix] of [
    ['/wiki', '/wiki'],
    ['/wiki/', '/wiki'],
    ['/a, /b', '/a/b'],
  ] as const) {
    const { text } = await api.get('/', behind(header))
    // As for a page whose address lacks the final slash.
    assert.ok(targets(text, `http://x.example${prefix}`).includes(`${prefix}/docs`))
    assert.match(text, new RegExp(`curl.*http://[^/]*${prefix}/users`))
  }
})

test('links to the next page of a list include the prefix', async () => {
  for (const name of ['Ada', 'Grace']) await api.post('/users', { name })
  const link = async (headers: Readonly<Record<string, string>>, from = api) =>
    (await from.get('/users?limit=1', headers)).headers.get('link')
  assert.equal(await link({ 'x-forwarded-prefix': '/wiki' }), '</wiki/users?limit=1&after=1>; rel="next"')
  assert.equal(await link({}), '</users?limit=1&after=1>; rel="next"')
  await open.post('/users', { name: 'Ada' })
  await open.post('/users', { name: 'Grace' })
  assert.equal(await link({ 'x-forwarded-prefix': '/wiki' }, open), '</users?limit=1&after=1>; rel="next"')
})

test('a prefix that leads elsewhere is ignored', async () => {
  for (const hostile of [
    '//evil.example',
    'https://evil.example',
    '/a/../b',
    '/.',
    '/"><script>',
    '/a\\b',
    'wiki',
    '/%2e',
  ])
    assert.equal((await api.get('/', behind(hostile))).text, (await api.get('/', page)).text, hostile)
  assert.equal((await open.get('/', behind('/wiki'))).text, (await open.get('/', page)).text)
})

test('no view has an address that a prefix would have to begin', async () => {
  await api.post('/users', { name: 'Ana' })
  const body = { user_id: 1, title: 'Plan', path: 'plans/plan', content: 'See [[Other]].', tags: ['x'] }
  await api.post('/pages', body)
  await api.send('PATCH', '/pages/1', { user_id: 1, content: 'See [[Another]].' }, { 'if-match': '"1"' })
  const actions = ['', ...['history', 'diff', 'edit', 'move', 'versions/1'].map((action) => `/-/${action}`)]
  const lists = ['', '/wanted', '/orphans'].map((list) => `/wiki/-/pages${list}`)
  const others = [
    '/',
    '/search?q=plan',
    '/wiki/-/trash',
    '/wiki/-/changes',
    '/wiki/-/users/1',
    '/wiki/-/keyboard',
    '/wiki/none',
  ]
  for (const address of [...actions.map((action) => `/wiki/plans/plan${action}`), ...lists, ...others])
    // Twice, since what was read before is served in another way.
    for (const accepted of ['identity', 'gzip']) {
      const { text } = await api.get(address, { ...page, 'accept-encoding': accepted })
      assert.match(text, /<\/html>/, address)
      assert.deepEqual(text.match(/\s(?:href|src|(?:form)?action|data-[a-z]+)="\/[^"]*"/g) ?? [], [], address)
    }
})
