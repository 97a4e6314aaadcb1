import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { within } from '../support/open-stores.ts'
import { readCounters } from '../support/watch.ts'
import { startAccountsApi } from './accounts-api.ts'
import { commandLine } from './open-members.ts'

const wiki = await startAccountsApi()
after(() => wiki[Symbol.asyncDispose]())
const { api, members, account, session, token } = wiki
const replica = await startService({ DATABASE_URL: api.databaseUrl, WIKI_AUTH: 'accounts' })
after(() => replica[Symbol.asyncDispose]())

type Headers = Readonly<Record<string, string>>
const json = { 'content-type': 'application/json' }

async function send(method: string, path: string, headers: Headers, body?: unknown, url = api.url) {
  const response = await fetch(url + path, {
    method,
    headers: { ...json, ...headers },
    redirect: 'manual',
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

test('routes of the contract refuse in its form, those of the wiki with problems, and browsers are redirected to sign in', async () => {
  const post = await send('GET', '/posts/1', {})
  assert.deepEqual([post.status, post.text], [401, '{"detail":"Not authenticated"}'])
  assert.equal(post.headers.get('www-authenticate'), 'Bearer')
  const page = await send('GET', '/pages/1', {})
  assert.deepEqual([page.status, JSON.parse(page.text).type], [401, '/problems/not-signed-in'])
  const reader = await token(await account('reader'), 'admin')
  const refused = await send('POST', '/posts', reader, { user_id: 1, content: '' })
  assert.deepEqual([refused.status, refused.text], [403, '{"detail":"Not allowed"}'])
  assert.equal(JSON.parse((await send('PUT', '/pages/1', reader, {})).text).type, '/problems/not-allowed')
  const browser = await send('GET', '/wiki/a/b?x=1&y=%2F', { accept: 'text/html' })
  assert.equal(browser.headers.get('location'), '../../sign-in?next=%2Fwiki%2Fa%2Fb%3Fx%3D1%26y%3D%252F')
})

test('an editor writes only in their own name, and an admin in any', async () => {
  const [one, other, chief] = [await account('editor'), await account('editor'), await account('admin')]
  const editor = await token(one, 'write')
  assert.equal((await send('POST', '/posts', editor, { user_id: one, content: 'mine' })).status, 200)
  assert.equal((await send('POST', '/posts', editor, { user_id: other, content: 'theirs' })).status, 403)
  assert.equal((await send('POST', '/posts', editor, { user_id: 2_000_000_000, content: 'nobodys' })).status, 403)
  const admin = await token(chief, 'admin')
  assert.equal((await send('POST', '/posts', admin, { user_id: other, content: 'for them' })).status, 200)
  const limited = await token(chief, 'write')
  assert.equal((await send('POST', '/posts', limited, { user_id: other, content: 'for them' })).status, 403)

  const page = { title: `Of ${one}`, content: 'text' }
  const created = await send('POST', '/pages', editor, page)
  assert.equal(created.status, 201)
  const { id, created_by: author } = JSON.parse(created.text) as { id: number; created_by: number }
  assert.equal(author, one)
  const asOther = await send('POST', '/pages', editor, { ...page, user_id: other, role: 'admin', version: 7 })
  assert.equal(asOther.status, 403)
  assert.equal((await send('DELETE', `/pages/${id}`, { ...editor, 'content-type': '' })).status, 200)
})

test('an editor can change pages of others in every way, in their own name', async () => {
  const [one, other] = [await token(await account('editor'), 'write'), await token(await account('editor'), 'admin')]
  const create = async (path: string): Promise<number> => {
    const page = { title: path, path, content: '# Top\n\n[[elsewhere]]', tags: ['x'] }
    return (JSON.parse((await send('POST', '/pages', one, page)).text) as { id: number }).id
  }
  const [id, child] = [await create('all/of'), await create('all/of/it')]
  const done = async (method: string, path: string, body: object, headers: Headers = {}): Promise<void> => {
    const { status, text } = await send(method, path, { ...other, ...headers }, body)
    assert.equal(status, 200, `${method} ${path}: ${text}`)
  }
  await done('PUT', `/pages/${id}`, { title: 'New', content: 'new' }, { 'if-match': '"1"' })
  await done('PATCH', `/pages/${child}`, { tags: [] }, { 'if-match': '"1"' })
  await done('POST', `/pages/${id}/append`, { content: 'more' })
  await done('POST', `/pages/${id}/move`, { path: 'moved/there', with_children: true })
  await done('PUT', '/pages/by-path/moved/there', { title: 'By path', content: 'c' }, { 'if-match': '*' })
  await done('DELETE', `/pages/${id}`, {})
  await done('POST', `/pages/${id}/restore`, {})
  await done('POST', `/pages/${id}/restore`, { version: 1 })
})

test('the history of a page in the trash is visible to those who may restore it, and for others the page does not exist', async () => {
  const editor = await token(await account('editor'), 'write')
  const reader = await token(await account('reader'), 'read')
  const { id } = JSON.parse((await send('POST', '/pages', editor, { title: 'Gone', content: 'secret' })).text) as {
    id: number
  }
  const paths = [`/pages/${id}/revisions`, `/pages/${id}/revisions/1`, `/pages/${id}/diff?from=1&to=1`]
  const statuses = async (headers: Headers): Promise<number[]> =>
    Promise.all(paths.map(async (path) => (await send('GET', path, headers)).status))
  assert.deepEqual(await statuses(reader), [200, 200, 200])
  await send('DELETE', `/pages/${id}`, editor)
  assert.deepEqual(await statuses(reader), [404, 404, 404])
  assert.deepEqual(await statuses(editor), [200, 200, 200])
  const missing = await send('GET', `/pages/2000000000/revisions`, reader)
  assert.equal((await send('GET', paths[0] ?? '', reader)).text, missing.text)
})

test('a session and a token of one replica work on another, and end there soon after their revocation', async () => {
  const userId = await account('editor')
  const bearer = await token(userId, 'read')
  const cookie = await session(userId)
  const statuses = async (): Promise<number[]> =>
    Promise.all(
      [api.url, replica.url].flatMap((url) =>
        [bearer, cookie].map(async (headers) => (await send('GET', '/users', headers, undefined, url)).status),
      ),
    )
  await until('ready', async () => (await fetch(`${replica.url}/health/ready`)).ok)
  assert.deepEqual(await statuses(), [200, 200, 200, 200])
  await members.accounts.change(userId, { isDisabled: true }, commandLine, within(15_000))
  await until('all have ended', async () => (await statuses()).every((status) => status === 401))
})

test('a request that changes something with a session must come from a page of this wiki', async () => {
  const userId = await account('editor')
  const { cookie = '' } = await session(userId)
  const body = { user_id: userId, content: 'x' }
  const status = async (headers: Headers): Promise<number> =>
    (await send('POST', '/posts', { cookie, ...headers }, body)).status
  assert.equal(await status({ origin: api.url }), 200)
  assert.equal(await status({ 'sec-fetch-site': 'same-origin' }), 200)
  for (const headers of [
    {},
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { origin: `${api.url}.evil.example` },
    { origin: api.url, 'sec-fetch-site': 'same-site' },
    { origin: api.url, 'sec-fetch-site': 'cross-site' },
    { 'content-type': 'text/plain', origin: 'https://evil.example' },
  ] as Headers[])
    assert.equal(await status(headers), 403, JSON.stringify(headers))
  assert.equal((await send('GET', '/posts', { cookie })).headers.get('access-control-allow-origin'), null)
})

test('a token is valid only once, complete, and in the right header', async () => {
  const { authorization = '' } = await token(await account('editor'), 'read')
  const status = async (headers: Headers, path = '/posts'): Promise<number> => (await send('GET', path, headers)).status
  const secret = authorization.slice('Bearer '.length)
  assert.equal(await status({ authorization }), 200)
  assert.equal(await status({ authorization: `bearer  ${secret}` }), 200)
  const jwt = Buffer.from('{"alg":"none"}').toString('base64url')
  for (const other of [
    secret.slice(0, -1),
    secret + secret,
    `${secret} `.repeat(2),
    secret.toUpperCase(),
    `${jwt}.${jwt}.`,
    '',
    "nw_' or true --",
  ])
    assert.equal(await status({ authorization: `Bearer ${other}` }), 401, other)
  assert.equal(await status({ authorization: `Basic ${secret}` }), 401)
  assert.equal(await status({ cookie: `__Host-wiki_session=${secret}` }), 401)
  assert.equal(await status({ 'x-forwarded-user': 'admin', 'remote-user': 'admin' }), 401)
  assert.equal(await status({}, `/posts?access_token=${secret}`), 401)
})

test('the metrics count users and posts, although a scrape may read neither', async () => {
  const before = await readCounters(api.url)
  assert.ok(before)
  const userId = await account('editor')
  const post = { user_id: userId, content: 'counted' }
  assert.equal((await send('POST', '/posts', await token(userId, 'write'), post)).status, 200)
  assert.deepEqual(await readCounters(api.url), { users: before.users + 1, posts: before.posts + 1 })
})

test('neither the log nor answers contain tokens or sessions', async () => {
  const userId = await account('editor')
  const bearer = await token(userId, 'read')
  const cookie = await session(userId)
  const secrets = [bearer['authorization']?.slice(7) ?? '', cookie['cookie']?.slice(20) ?? '']
  const answers: string[] = []
  for (const headers of [bearer, cookie])
    for (const path of ['/posts', '/pages/x', '/wiki/-/pages', '/sign-in', '/metrics', '/pages/1?%00'])
      answers.push(
        (await send('GET', path, { ...headers, 'x-request-id': 'logged-access' }, undefined, replica.url)).text,
      )
  await until('the log', () => replica.log.filter((line) => line['requestId'] === 'logged-access').length >= 6)
  const all = JSON.stringify([replica.log, answers, replica.complaints()])
  for (const secret of secrets) assert.equal(secret.length > 40 && all.includes(secret), false)
})
