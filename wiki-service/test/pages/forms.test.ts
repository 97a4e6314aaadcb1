import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startPagesApi } from '../support/pages-api.ts'
import { exchange } from '../support/raw-http.ts'

const wiki = await startPagesApi()
after(() => wiki[Symbol.asyncDispose]())
const { client, api } = wiki

test('a page is sent as JSON, Markdown or HTML, and not again to a client that has it', async () => {
  const content = '# Forms\n\nSee [[later]].\n'
  const { data: page } = await client.POST('/pages', { body: { user_id: 1, title: 'Forms', content } })
  assert.ok(page)
  const forms: readonly (readonly [accept: string, type: string, text: RegExp])[] = [
    ['*/*', 'application/json', /^\{"id":/],
    ['application/json', 'application/json', /^\{"id":/],
    ['nonsense', 'application/json', /^\{"id":/],
    ['text/markdown', 'text/markdown', /^# Forms\n/],
    ['application/json;q=0.5, text/markdown', 'text/markdown', /^# Forms\n/],
    ['text/markdown;q=0, */*;q=0.1', 'application/json', /^\{"id":/],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html', /<h1.*Forms.*class="missing"/s],
  ]
  for (const url of [`/pages/${page.id}`, '/pages/by-path/forms']) {
    const tags = new Set<string | null>()
    for (const [accept, type, text] of forms) {
      const answer = await api.get(url, { accept })
      assert.match(answer.headers.get('content-type') ?? '', new RegExp(`^${type}`), accept)
      assert.match(answer.text, text)
      assert.equal(answer.headers.get('vary')?.toLowerCase(), 'accept')
      const etag = answer.headers.get('etag') ?? ''
      tags.add(etag)
      for (const known of [etag, `W/${etag}, "x"`, '*']) {
        const again = await api.get(url, { accept, 'if-none-match': known })
        assert.deepEqual([again.status, again.text, again.headers.get('etag')], [304, '', etag])
      }
      assert.equal((await api.get(url, { accept, 'if-none-match': '"0"' })).status, 200)
    }
    assert.equal(tags.size, 3)
  }
  const html = await api.get('/pages/by-path/forms', { accept: 'text/html' })
  await client.POST('/pages', { body: { user_id: 1, title: 'Later', content: '' } })
  const linked = await api.get('/pages/by-path/forms', { accept: 'text/html' })
  assert.notEqual(
    linked.headers.get('etag'),
    html.headers.get('etag'),
    'HTML changes when a page that it links to comes',
  )
  assert.doesNotMatch(linked.text, /missing/)
})

test('the source of a page is the same with or without the HTTP server', async () => {
  const { data: page } = await client.POST('/pages', {
    body: { user_id: 1, title: 'Source', content: 'Größe: 1 € ✓\n' },
  })
  assert.ok(page)
  for (const url of [`/pages/${page.id}`, '/pages/by-path/source']) {
    const ask = async (more: string) => {
      const head = `GET ${url} HTTP/1.1\r\nHost: x\r\nAccept: text/markdown\r\n`
      const [answer] = (await exchange(api.url, `${head}${more}\r\n`, { answers: 1 })).answers
      const { 'x-request-id': _id, date: _date, ...headers } = answer?.headers ?? {}
      return { status: answer?.status, body: answer?.body, headers }
    }
    const server = await ask('Expect: nothing\r\n')
    assert.equal(server.body, 'Größe: 1 € ✓\n')
    assert.deepEqual(await ask(''), server)
  }
})

test('the answer to an unknown path suggests similar pages', async () => {
  for (const path of ['handbook', 'handbook/onboarding', 'people/travel'])
    await client.POST('/pages', { body: { user_id: 1, title: path, path, content: '' } })
  const similar = async (path: string): Promise<unknown> => {
    const { response, error } = await client.GET('/pages/by-path/{path}', { params: { path: { path } } })
    assert.equal(response.status, 404)
    return (error as { similar?: { path: string }[] }).similar?.map((page) => page.path)
  }
  assert.deepEqual(await similar('handbook/onbaording'), ['handbook/onboarding', 'handbook'])
  assert.deepEqual(await similar('Handbook/Fire drill'), [])
  assert.deepEqual(await similar('handbook/fire-drill'), ['handbook'])
  assert.deepEqual(await similar('teams/handbook'), ['handbook'])
  assert.deepEqual(await similar('zzz'), [])
})
