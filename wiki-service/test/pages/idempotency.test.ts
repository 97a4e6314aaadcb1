import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { rowsOf } from '../support/open-stores.ts'
import { startPagesApi } from '../support/pages-api.ts'
import { startReadyService } from '../support/service-process.ts'

const wiki = await startPagesApi()
const { databaseUrl } = wiki.api
const other = await startReadyService({ DATABASE_URL: databaseUrl })
after(async () => {
  await other[Symbol.asyncDispose]()
  await wiki[Symbol.asyncDispose]()
})

interface Sent {
  readonly status: number
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

async function send(
  method: string,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
  url = wiki.api.url,
): Promise<Sent> {
  const response = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, text, json: JSON.parse(text) as Sent['json'] }
}

/** Like a client that is told to retry, which a busy machine may do. */
async function untilDone(attempt: () => Promise<Sent>): Promise<Sent> {
  for (;;) {
    const answer = await attempt()
    if (answer.status !== 503) return answer
  }
}

function key(name: string, ifMatch?: string): Record<string, string> {
  return { 'idempotency-key': name, ...(ifMatch !== undefined && { 'if-match': ifMatch }) }
}

async function postsCreated(): Promise<string | undefined> {
  return /^posts_created_total (.*)$/m.exec((await wiki.api.get('/metrics')).text)?.[1]
}

test('50 requests with one key, on two replicas at once, take effect once and get the same answer', async () => {
  const before = Number(await postsCreated())
  const body = { user_id: 1, title: 'Once', content: 'x' }
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      untilDone(() => send('POST', '/pages', body, key('once'), index % 2 === 0 ? wiki.api.url : other.url)),
    ),
  )
  assert.deepEqual(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1)
  assert.equal(answers[0]?.status, 201)
  assert.equal(Number(await postsCreated()), before + 1)
  const next = await send('POST', '/pages', { ...body, title: 'Next' })
  assert.equal(next.json['id'], Number(answers[0]?.json['id']) + 1, 'and takes one id')
})

test('writes at one path, through two replicas at once, are all stored', async () => {
  const page = { user_id: 1, title: 'Path', content: 'first' }
  assert.equal((await send('POST', '/pages', page)).status, 201)
  const versions = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const url = index % 2 === 0 ? wiki.api.url : other.url
      const content = `${index}`
      const written = await send('PUT', '/pages/by-path/path', { ...page, content }, { 'if-match': '*' }, url)
      assert.deepEqual([written.status, written.json['content']], [200, content])
      return Number(written.json['version'])
    }),
  )
  assert.deepEqual(
    versions.toSorted((one, other) => one - other),
    versions.map((_, index) => index + 2),
  )
  const last = (await (await fetch(`${other.url}/pages/by-path/path`)).json()) as Sent['json']
  assert.equal(last['content'], String(versions.indexOf(41)))
})

test('a key belongs to its author, method and URL, and to one body and If-Match', async () => {
  const page = { user_id: 1, title: 'Keys', content: '1' }
  const first = await send('POST', '/pages', page, key('k'))
  assert.deepEqual(await send('POST', '/pages', page, key('k')), first)
  const reused = await send('POST', '/pages', { ...page, content: '2' }, key('k'))
  assert.deepEqual([reused.status, reused.json['type']], [422, '/problems/key-reused'])
  assert.equal((await send('POST', '/pages', { ...page, user_id: 2 }, key('k'))).status, 201)
  const url = `/pages/${String(first.json['id'])}`
  const edit = { user_id: 1, content: '2' }
  const edited = await send('PATCH', url, edit, key('k', '"1"'))
  assert.equal(edited.json['version'], 2)
  assert.deepEqual(await send('PATCH', url, edit, key('k', '"1"'), other.url), edited)
  assert.equal((await send('PATCH', url, edit, key('k', '"2"'))).status, 422)
  // The first answer, although the page has changed since.
  await send('PATCH', url, { user_id: 2, content: '3' }, { 'if-match': '"2"' })
  assert.deepEqual(await send('PATCH', url, edit, key('k', '"1"')), edited)
  const stale = await send('PATCH', url, { user_id: 1, content: '4' }, key('stale', '"1"'))
  assert.equal(stale.status, 412)
  await send('PATCH', url, { user_id: 2, content: '5' }, { 'if-match': '"3"' })
  assert.deepEqual(await send('PATCH', url, { user_id: 1, content: '4' }, key('stale', '"1"')), stale)
})

test('a retry gets the same answer for every kind of write, and for refusals based on the state', async () => {
  const { json } = await send('POST', '/pages', { user_id: 1, title: 'Again', content: '# H\n' })
  const url = `/pages/${String(json['id'])}`
  const writes: readonly (readonly [method: string, path: string, body: object, ifMatch?: string])[] = [
    ['PUT', url, { title: 'Again', content: '# H\n1\n' }, '"1"'],
    ['POST', `${url}/append`, { content: '2\n', heading: 'H' }],
    ['POST', `${url}/append`, { content: '2\n', heading: 'None' }],
    ['POST', `${url}/move`, { path: 'moved/again', with_children: true }],
    ['PUT', '/pages/by-path/moved/again', { title: 'Again', content: '', path: 'further/again' }, '"4"'],
    ['PUT', '/pages/by-path/moved/again', { title: 'Again', content: '' }, '"5"'],
    ['POST', '/pages', { title: 'Taken', content: '', path: 'further/again' }],
    ['POST', `${url}/restore`, {}],
    ['POST', `${url}/restore`, { version: 9 }],
    ['POST', `${url}/restore`, { version: 1 }],
    ['DELETE', url, {}],
    ['DELETE', url, {}],
    ['POST', `${url}/restore`, {}],
  ]
  const answers: Sent[] = []
  const sendAll = async ([method, path, body, ifMatch]: (typeof writes)[number], index: number): Promise<Sent> =>
    send(method, path, { user_id: 1, ...body }, key(`again-${index}`, ifMatch))
  for (const [index, write] of writes.entries()) answers.push(await sendAll(write, index))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 404, 200, 200, 404, 409, 409, 404, 200, 200, 404, 200],
  )
  for (const [index, write] of writes.entries()) assert.deepEqual(await sendAll(write, index), answers[index])
  const history = await wiki.api.get(`${url}/revisions`)
  assert.deepEqual(
    (history.json as { version: number }[]).map(({ version }) => version),
    [8, 7, 6, 5, 4, 3, 2, 1],
  )
})

test('a request that was refused before any lookup is not kept', async () => {
  const page = { user_id: 1, title: 'Corrected', content: '' }
  assert.equal((await send('POST', '/pages', { ...page, title: '' }, key('corrected'))).status, 422)
  assert.equal((await send('POST', '/pages', page, key('corrected'))).status, 201)
  for (const bad of ['', 'x'.repeat(256), 'a b'])
    assert.equal((await send('POST', '/pages', page, key(bad))).status, 400, bad)
  const unknown = await send('POST', '/pages', { ...page, user_id: 99, title: 'Nobody' }, key('nobody'))
  assert.deepEqual([unknown.status, unknown.json['type']], [404, '/problems/user-not-found'])
})

test('a key is kept for 24 hours and no longer', async () => {
  const page = { user_id: 1, title: 'Daily', content: '' }
  const first = await send('POST', '/pages', page, key('daily'))
  const [kept] = await rowsOf<{ hours: number }>(
    databaseUrl,
    `select round(extract(epoch from expires_time - now()) / 3600)::int as hours from page_receipts
     where post_id = ${String(first.json['id'])}`,
  )
  assert.equal(kept?.hours, 24)
  await rowsOf(databaseUrl, `update page_receipts set expires_time = now() where post_id = ${String(first.json['id'])}`)
  const second = await send('POST', '/pages', page, key('daily'))
  assert.equal(second.json['path'], 'daily-2')
})

test('an edit whose answer from the database was lost does not conflict with itself', async () => {
  await using proxy = await startCuttingProxy(databaseUrl)
  await using service = await startReadyService({ DATABASE_URL: proxy.url })
  const created = await send('POST', '/pages', { user_id: 1, title: 'Lost', content: '1' }, {}, service.url)
  const url = `/pages/${String(created.json['id'])}`
  const cutOnce = (): void => {
    let cut = false
    proxy.plan = {
      request: (bytes) => {
        if (cut || !bytes.includes('Lost')) return 'pass'
        cut = true
        return 'cut after'
      },
    }
  }
  cutOnce()
  const before = proxy.cuts
  const edited = await send('PUT', url, { user_id: 1, title: 'Lost', content: '2' }, { 'if-match': '"1"' }, service.url)
  assert.equal(proxy.cuts, before + 1)
  assert.deepEqual([edited.status, edited.json['version']], [200, 2])
  const history = await wiki.api.get(`${url}/revisions`)
  assert.equal((history.json as unknown[]).length, 2)
})

test('a request executed by a replica that died is answered by another', async () => {
  await using proxy = await startCuttingProxy(databaseUrl)
  const service = await startReadyService({ DATABASE_URL: proxy.url })
  const page = { user_id: 1, title: 'Died', content: '1' }
  proxy.plan = {
    request: (bytes) => {
      if (!bytes.includes('Died')) return 'pass'
      // Before it can retry.
      service.signal('SIGKILL')
      return 'cut after'
    },
  }
  await assert.rejects(send('POST', '/pages', page, key('died'), service.url))
  await service[Symbol.asyncDispose]()
  const answer = await send('POST', '/pages', page, key('died'))
  assert.deepEqual([answer.status, answer.json['path']], [201, 'died'])
  assert.deepEqual(await rowsOf(databaseUrl, `select id from posts where title = 'Died'`), [{ id: answer.json['id'] }])
})

test('a write answers byte for byte what a repeated one reads', async () => {
  const content = '\u0001\u007f\u2028 "quoted" \\ \u{1f600}\t\r\n</script> [[Other page]] [[other-page]]'
  const named = { user_id: 1, title: 'Möbius "strip"', content, tags: ['b', 'ä "c"'] }
  const post = await wiki.api.post('/posts', { user_id: 2, content: 'plain' })
  const postId = Number((JSON.parse(post.text) as { post_id?: number }).post_id)
  let keys = 0
  const twice = async (method: string, path: string, body: object, version?: number): Promise<Sent> => {
    const headers = key(`same-bytes-${(keys += 1)}`, version === undefined ? undefined : `"${version}"`)
    const [first, again] = [await send(method, path, body, headers), await send(method, path, body, headers)]
    assert.ok(first.status < 300, first.text)
    assert.deepEqual(again, first, `${method} ${path}`)
    return first
  }
  const created = await twice('POST', '/pages', named)
  const numbered = await twice('POST', '/pages', { ...named, summary: 'Another' })
  assert.equal(numbered.json['path'], `${String(created.json['path'])}-2`)
  const page = `/pages/${String(created.json['id'])}`
  await twice('PUT', `/pages/by-path/${encodeURIComponent(String(created.json['path']))}`, { ...named, user_id: 2 }, 1)
  await twice('PATCH', page, { user_id: 2, tags: [] }, 1)
  await twice('POST', `${page}/append`, { user_id: 1, content: '[[third]]' })
  await twice('POST', `${page}/move`, { user_id: 1, path: 'mö/bius' }, 3)
  await twice('DELETE', page, { user_id: 1 }, 4)
  await twice('POST', `${page}/restore`, { user_id: 1 }, 5)
  await twice('PUT', `/pages/${postId}`, { user_id: 1, title: 'Was a post', content: 'x' }, 1)
})
