import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { rowsOf } from '../support/open-stores.ts'
import { startPagesApi } from '../support/pages-api.ts'

const wiki = await startPagesApi()
after(() => wiki[Symbol.asyncDispose]())
const { api } = wiki
const json = { 'content-type': 'application/json' }

async function send(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
  const bytes = typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body)
  const response = await fetch(api.url + path, {
    method,
    headers: { ...json, ...headers },
    ...(body !== undefined && { body: bytes }),
  })
  const text = await response.text()
  return { status: response.status, text, type: response.headers.get('content-type') ?? '', headers: response.headers }
}

interface Fault {
  readonly member: string
  readonly limit?: number
}

async function stored(): Promise<unknown> {
  const tables = ['posts', 'revisions', 'paths', 'links', 'page_tags']
  return rowsOf(
    api.databaseUrl,
    `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join(', ')}, sum(created) as created from creation_counters`,
  )
}

const page = { user_id: 1, title: 'Title', content: 'text' }
await send('POST', '/pages', { ...page, path: 'there' })
const before = await stored()

test('a body of more values than any request needs is refused before it is parsed', async () => {
  const fill = (item: string, count: number): string => `${item},`.repeat(count)
  for (const extra of [`[${fill('1', 30_000)}1]`, `[${fill('[]', 30_000)}1]`, `{${fill('"k":1', 30_000)}"k":1}`]) {
    const { status, text } = await send('POST', '/pages', `{"user_id":1,"title":"Many","content":"","extra":${extra}}`)
    assert.ok(status >= 400 && status < 500, text)
    assert.match(text, /more than 20000 values/)
  }
  // Commas within a text do not separate.
  const { text } = await send('POST', '/pages', { ...page, title: 5, content: fill('"\\"', 30_000) })
  assert.match(text, /"member":"title"/)
})

test('every refusal of a value names its member and its limit', async () => {
  const cases: readonly (readonly [body: object, status: number, member: string, limit?: number])[] = [
    [{ title: 'x'.repeat(201) }, 422, 'title', 200],
    [{ title: '👩'.repeat(201) }, 422, 'title', 200],
    [{ title: ' \t\n' }, 422, 'title'],
    [{ title: 'two\nlines' }, 422, 'title'],
    [{ title: '\u001b[31mred' }, 422, 'title'],
    [{ title: 'a\0b' }, 422, 'title'],
    [{ title: '\ud800' }, 422, 'title'],
    [{ title: 5 }, 422, 'title'],
    [{ title: ['x'] }, 422, 'title'],
    [{ title: null }, 422, 'title'],
    [{ content: 'a\0b' }, 422, 'content'],
    [{ content: '\udc00' }, 422, 'content'],
    [{ content: {} }, 422, 'content'],
    [{ content: 'x'.repeat(1024 * 1024 + 1) }, 413, 'content', 1024 * 1024],
    [{ content: 'é'.repeat(512 * 1024 + 1) }, 413, 'content', 1024 * 1024],
    [{ summary: 'x'.repeat(501) }, 422, 'summary', 500],
    [{ summary: 'a\nb' }, 422, 'summary'],
    [{ tags: Array.from({ length: 21 }, (_, index) => `${index}`) }, 422, 'tags', 20],
    [{ tags: ['fine', 'x'.repeat(51)] }, 422, 'tags[1]', 50],
    [{ tags: ['', 'x'] }, 422, 'tags[0]'],
    [{ tags: [5] }, 422, 'tags[0]'],
    [{ tags: 'x' }, 422, 'tags'],
    [{ tags: { length: 1 } }, 422, 'tags'],
    [{ path: 'a'.repeat(401) }, 422, 'path', 400],
    [{ path: '1/2/3/4/5/6/7/8/9' }, 422, 'path', 8],
    [{ path: '../etc' }, 422, 'path'],
    [{ path: '.' }, 422, 'path'],
    [{ path: 'a/-/edit' }, 422, 'path'],
    [{ path: '' }, 422, 'path'],
    [{ path: 'a%2fb' }, 422, 'path'],
    [{ path: 5 }, 422, 'path'],
    [{ user_id: 'x' }, 422, 'user_id'],
    [{ user_id: 1.5 }, 422, 'user_id'],
    [{ user_id: [1] }, 422, 'user_id'],
    [{ user_id: null }, 422, 'user_id'],
  ]
  for (const [body, status, member, limit] of cases) {
    const said = JSON.stringify(body).slice(0, 60)
    const answer = await send('POST', '/pages', { ...page, ...body })
    assert.equal(answer.status, status, `${said} ${answer.text.slice(0, 200)}`)
    assert.match(answer.type, /^application\/problem\+json/)
    const problem = JSON.parse(answer.text) as Fault & { readonly errors?: readonly Fault[]; readonly detail: string }
    const fault = problem.errors?.[0] ?? problem
    assert.deepEqual([fault.member, fault.limit], [member, limit], said)
    assert.ok(problem.detail.includes(member))
  }
})

test('unknown ids are 404, and invalid ids are 422', async () => {
  const ids: readonly (readonly [id: string, status: number])[] = [
    ...['0', '-1', '999999', '2147483648', '9007199254740993', '9223372036854775808', '9'.repeat(400)].map(
      (id) => [id, 404] as const,
    ),
    ...['1e3', '0x1', '９', '1;', '1%00', '1%20OR%201=1', '3f333df6-90a4-4fda-8dd3-9485d27cee36', '1.5'].map(
      (id) => [id, 422] as const,
    ),
  ]
  for (const [id, status] of ids)
    for (const [method, suffix, body, headers] of [
      ['GET', '', undefined, {}],
      ['GET', '/revisions', undefined, {}],
      ['GET', '/revisions/1', undefined, {}],
      ['GET', '/backlinks', undefined, {}],
      ['PUT', '', page, { 'if-match': '"1"' }],
      ['PATCH', '', page, { 'if-match': '"1"' }],
      ['DELETE', '', { user_id: 1 }, {}],
      ['POST', '/restore', { user_id: 1 }, {}],
      ['POST', '/move', { user_id: 1, path: 'x' }, {}],
      ['POST', '/append', { user_id: 1, content: 'x' }, {}],
    ] as const) {
      const answer = await send(method, `/pages/${id}${suffix}`, body, headers)
      assert.equal(answer.status, status, `${method} /pages/${id}${suffix} ${answer.text}`)
      assert.match(answer.type, /^application\/problem\+json/)
    }
  assert.equal((await api.get('/pages/01')).status, 200)
})

test('bodies that are not JSON objects are refused', async () => {
  const deep = `{"user_id":1,"title":"x","content":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  const bodies: readonly (readonly [
    body: string | Buffer,
    status: number,
    headers?: Readonly<Record<string, string>>,
  ])[] = [
    ['', 422],
    ['null', 422],
    ['[]', 422],
    ['"x"', 422],
    ['0', 422],
    ['{', 400],
    ['{"title":"x",}', 400],
    ['{"user_id":NaN}', 400],
    ['{"user_id":1e400,"title":"x","content":""}', 422],
    [deep, 400],
    [deep.replaceAll(/[[\]]/g, (bracket) => (bracket === '[' ? '{"a":' : '1}').slice(0, 5)), 400],
    [Buffer.from([0x7b, 0xff, 0x7d]), 400],
    [Buffer.from([0xc0, 0x80]), 400],
    [Buffer.alloc(4 * 1024 * 1024 + 1, 0x20), 413],
    [JSON.stringify(page), 400, { 'content-type': 'text/plain' }],
    [JSON.stringify(page), 400, { 'content-type': 'multipart/form-data' }],
  ]
  for (const [body, status, headers] of bodies) {
    const answer = await send('POST', '/pages', body, headers)
    assert.equal(answer.status, status, `${body.toString().slice(0, 60)} ${answer.text.slice(0, 200)}`)
    assert.match(answer.type, /^application\/problem\+json/)
  }
})

test('unknown members change nothing, and the last value of a repeated one counts', async () => {
  await using other = await startPagesApi()
  const body = `{"id":77,"post_id":77,"version":9,"created_time":"x","created_by":2,"deleted_time":"x","role":"admin","links":["x"],
    "__proto__":{"title":"polluted"},"constructor":{"prototype":{}},"user_id":2,"title":"First","user_id":1,"title":"Last","content":""}`
  const answer = await other.api.post('/pages', body)
  const { id, version, created_by, title, links } = answer.json as Record<string, unknown>
  assert.deepEqual([id, version, created_by, title, links], [1, 1, 1, 'Last', []])
  for (const encoding of ['utf16le', 'utf8'] as const) {
    const bytes = Buffer.concat([Buffer.from('\ufeff', encoding), Buffer.from(JSON.stringify(page), encoding)])
    const response = await fetch(`${other.api.url}/pages`, { method: 'POST', headers: json, body: bytes })
    assert.equal(response.status, 201, encoding)
  }
})

test('queries are only ever read as values', async () => {
  const queries: readonly (readonly [path: string, status: number])[] = [
    ['/pages?limit=1%20OR%201', 422],
    ['/pages?limit=-1', 422],
    ['/pages?limit=9223372036854775808', 422],
    ['/pages?limit=1&limit=2', 200],
    ["/pages?tag='%20or%20true--", 200],
    ['/pages?tag=%00', 422],
    ['/pages?after=%00', 422],
    ["/pages?under=a';drop%20table%20posts", 422],
    ['/pages?sort=path;', 422],
    ['/changes?by=1%20OR%201', 422],
    ['/changes?by=1&by=2', 200],
    ['/changes?by[]=1', 200],
    ['/changes?after=-5', 200],
    ['/changes?after=9223372036854775808', 200],
    ['/changes?before=x', 422],
    ['/wanted?after=garbage', 422],
    ["/wanted?after=3:x'", 200],
    ["/orphans?after='", 200],
    ['/trash?after=x', 422],
    ['/pages/1/revisions?after=1.5', 422],
    ['/pages/by-path/%00', 404],
    ['/pages/by-path/..%2f..%2fetc%2fpasswd', 404],
    [`/pages/by-path/${'a'.repeat(5_000)}`, 404],
    ['/pages/by-path/there;v=1', 404],
  ]
  for (const [path, status] of queries) assert.equal((await api.get(path)).status, status, path)
})

test('other methods and unknown routes are problems, and no header changes the method', async () => {
  const wrong = await send('POST', '/pages/1', page)
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'DELETE, GET, HEAD, PATCH, PUT'])
  assert.match(wrong.text, /\/problems\/method-not-allowed/)
  const unknown = await send('GET', '/pages/1/attachments')
  assert.deepEqual([unknown.status, unknown.type], [404, 'application/problem+json; charset=utf-8'])
  const overridden = await send(
    'POST',
    '/pages/1?_method=DELETE',
    { user_id: 1 },
    { 'x-http-method-override': 'DELETE' },
  )
  assert.equal(overridden.status, 405)
  assert.equal((await api.get('/pages/1/')).status, 200)
  assert.equal((await api.get('/Pages/1')).status, 404)
  const hosts = await send('GET', '/pages/by-path/There', undefined, { 'x-forwarded-host': 'evil.example' })
  assert.ok(!JSON.stringify([...hosts.headers, hosts.text]).includes('evil'))
})

test('a version of another page cannot be read through this one', async () => {
  assert.equal((await api.get('/pages/1/revisions/2')).status, 404)
  assert.equal((await api.get('/pages/1/revisions/0')).status, 404)
})

test('none of these requests stored or counted anything', async () => {
  assert.deepEqual(await stored(), before)
})
