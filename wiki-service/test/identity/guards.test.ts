import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { randomUUID } from 'node:crypto'
import { rowsOf } from '../support/open-stores.ts'
import { createDatabase, startServer } from '../support/postgres.ts'
import { sourceProgram } from '../support/program.ts'
import { startReadyService } from '../support/service-process.ts'
import { startAccountsApi } from './accounts-api.ts'

const withoutPolicy = { NODE_OPTIONS: `--import=${fileURLToPath(new URL('without-policy.ts', import.meta.url))}` }

type Headers = Readonly<Record<string, string>>

for (const [publicRead, pooler] of [
  ['false', 'auto'],
  ['true', 'auto'],
  ['false', 'transaction'],
] as const)
  test(`without the policy, the database refuses the same requests, with WIKI_PUBLIC_READ=${publicRead} and DATABASE_POOLER=${pooler}`, async () => {
    await using wiki = await startAccountsApi(
      { WIKI_PUBLIC_READ: publicRead, DATABASE_POOLER: pooler, ...withoutPolicy },
      sourceProgram,
    )
    const { api, account, token } = wiki
    const [readerId, editorId, adminId] = [await account('reader'), await account('editor'), await account('admin')]
    const reader = await token(readerId, 'admin')
    const editor = await token(editorId, 'write')
    const limited = await token(adminId, 'read')
    const admin = await token(adminId, 'admin')
    const json = { 'content-type': 'application/json' }
    const send = async (method: string, path: string, headers: Headers, body?: unknown): Promise<number> => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      return (await fetch(api.url + path, { method, headers: { ...json, ...headers }, ...sent })).status
    }
    const post = (user_id: number, headers: Headers) => send('POST', '/posts', headers, { user_id, content: 'x' })
    const page = (headers: Headers, more = {}) =>
      send('POST', '/pages', headers, { title: 'A page', content: 'x', ...more })

    assert.equal(await post(editorId, editor), 200)
    assert.equal(await post(readerId, admin), 200)
    assert.equal(await page(editor), 201)
    assert.equal(await send('PATCH', '/pages/3', { ...editor, 'if-match': '"1"' }, { content: 'y' }), 200)
    assert.equal(await send('GET', '/posts/1', reader), 200)
    const counts = () =>
      rowsOf(api.databaseUrl, 'select count(*)::int, max(version) from posts, (select count(*) from users) as _')
    const before = await counts()

    const read = publicRead === 'true' ? 200 : 503
    for (const path of [
      '/posts/1',
      '/posts',
      '/users/1',
      '/pages/3',
      '/pages',
      '/changes',
      '/search?q=page',
      '/pages/3/revisions',
    ])
      assert.equal(await send('GET', path, {}), read, path)
    for (const headers of [{}, reader, limited]) {
      assert.equal(await post(editorId, headers), 503)
      assert.equal(await page(headers, { user_id: editorId }), 503)
      assert.equal(await send('DELETE', '/pages/3', headers, { user_id: editorId }), 503)
      assert.equal(await send('POST', '/users', headers, { name: 'x' }), 503)
    }
    assert.equal(await post(adminId, editor), 503)
    assert.equal(await page(editor, { user_id: adminId }), 503)
    assert.equal(
      await send('PATCH', '/pages/3', { ...editor, 'if-match': '"2"' }, { content: 'z', user_id: adminId }),
      503,
    )
    assert.equal(await send('POST', '/users', editor, { name: 'x' }), 503)
    assert.deepEqual(await counts(), before)
  })

test('accounts work with a database user who cannot create roles, and without the policy the database refuses writes of readers', async () => {
  await using database = await createDatabase({ empty: true })
  const owner = `owner_${randomUUID().replaceAll('-', '')}`
  const name = new URL(database.url).pathname.slice(1)
  await rowsOf(database.url, `create role ${owner} login password 'secret'; alter database ${name} owner to ${owner}`)
  try {
    const url = Object.assign(new URL(database.url), { username: owner, password: 'secret' }).href
    const environment = { DATABASE_URL: url, WIKI_AUTH: 'accounts', REQUEST_DEADLINE_SECONDS: '6', ...withoutPolicy }
    await using service = await startReadyService(environment, sourceProgram)
    await rowsOf(
      database.url,
      `select * from create_account(gen_random_uuid(), 'a', 'a', null, null, 'reader', null, null, null, '')`,
    )
    await rowsOf(
      database.url,
      `insert into api_tokens (key, hint, user_id, name, scope)
       values (encode(sha256('nw_${'x'.repeat(43)}'), 'base64'), '', 1, '', 'write')`,
    )
    await rowsOf(database.url, `update api_tokens set key = translate(rtrim(key, '='), '+/', '-_')`)
    const headers = { authorization: `Bearer nw_${'x'.repeat(43)}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ user_id: 1, content: 'x' })
    assert.equal((await fetch(`${service.url}/users/1`, { headers })).status, 200)
    assert.equal((await fetch(`${service.url}/posts`, { method: 'POST', headers, body })).status, 503)
    assert.ok(service.log.some(({ msg }) => msg?.startsWith('the database user may not create roles')))
  } finally {
    await database.drop()
    await rowsOf(process.env['WIKI_TEST_POSTGRES_URL'] ?? database.url, `drop role ${owner}`)
  }
})

test('the roles are created where the owner of the database may do so', async () => {
  await using server = await startServer()
  await using database = await createDatabase({ on: server, empty: true })
  const name = new URL(database.url).pathname.slice(1)
  await rowsOf(
    database.url,
    `create role wiki login createrole password 'secret'; alter database ${name} owner to wiki`,
  )
  const url = Object.assign(new URL(database.url), { username: 'wiki', password: 'secret' }).href
  const environment = { DATABASE_URL: url, WIKI_AUTH: 'accounts', WIKI_PUBLIC_READ: 'true', ...withoutPolicy }
  await using service = await startReadyService(environment, sourceProgram)
  assert.equal((await fetch(`${service.url}/users`)).status, 200)
  const headers = { 'content-type': 'application/json' }
  const post = await fetch(`${service.url}/users`, { method: 'POST', headers, body: '{"name":"x"}' })
  assert.equal(post.status, 503)
  assert.equal(
    service.log.some(({ msg }) => msg?.startsWith('the database user may not create roles')),
    false,
  )
})
