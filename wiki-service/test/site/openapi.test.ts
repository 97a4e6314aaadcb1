import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { openApiText } from '../../openapi/document.ts'
import { misfits, operations } from '../support/api-description.ts'
import { createDatabase } from '../support/postgres.ts'
import { startService } from '../support/service-process.ts'

const committed = await readFile(new URL('../../openapi.json', import.meta.url), 'utf8')

test('openapi.json agrees with the routes (if not: npm run openapi)', () => {
  assert.equal(committed, openApiText())
})

test('openapi.json is OpenAPI 3.1 and names no host', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(committed) as Record<string, unknown>)
  assert.ok(valid, JSON.stringify(errors))
  assert.match(committed, /"openapi": "3\.1\./)
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as object & {
    version: string
  }
  assert.equal((JSON.parse(committed) as { info: { version: string } }).info.version, version)
  assert.doesNotMatch(committed, /https?:|localhost|127\.0\.0\.1/)
})

test('every answer that openapi.json lists occurs as described', { timeout: 60_000 }, async () => {
  await using database = await createDatabase()
  await using service = await startService({ DATABASE_URL: database.url })
  await using cutOff = await startService({ DATABASE_URL: unreachable, MAX_QUEUE: '1' })
  const given = new Set<string>()

  const ask = async (origin: string, id: string, path: string, init: RequestInit = {}): Promise<void> => {
    const operation = operations.find(({ operationId }) => operationId === id)
    assert.ok(operation, id)
    const response = await fetch(origin + path, { method: operation.method, ...init })
    const answer = { status: response.status, headers: response.headers, body: await response.text() }
    assert.deepEqual(misfits(operation, answer), [], `${id} ${path} answered ${answer.status} ${answer.body}`)
    given.add(`${id} ${operation.statuses.includes(String(answer.status)) ? answer.status : '4XX'}`)
  }

  const bodies = {
    createUser: [{ name: 'Ada' }, { user: 'Ada' }],
    createPost: [{ user_id: 1, content: '' }, { user_id: 1.5 }, { user_id: 0, content: '' }],
  }
  for (const [id, values] of Object.entries(bodies)) {
    const path = id === 'createUser' ? '/users' : '/posts'
    for (const value of values) await ask(service.url, id, path, { body: JSON.stringify(value), headers: json })
    await ask(service.url, id, path, { body: Buffer.from([0xff]), headers: json })
    await ask(service.url, id, path, { body: Buffer.alloc(4 * 1024 * 1024 + 1), headers: json })
  }
  await ask(service.url, 'createUser', '/users', { body: '{"name":""}', headers: json })
  const lists = { listUsers: '/users', listPosts: '/posts' }
  for (const [id, path] of Object.entries(lists)) {
    for (const query of ['', '?limit=1', '?limit=0', '?after=x&limit=y']) await ask(service.url, id, path + query)
  }
  const rows = { getUser: '/users', getUserSingular: '/user', getPost: '/posts' }
  for (const [id, path] of Object.entries(rows)) {
    for (const row of ['1', '0', '99', 'x']) await ask(service.url, id, `${path}/${row}`)
  }
  const pages = { live: '/health/live', startup: '/health/startup', ready: '/health/ready', metrics: '/metrics' }
  for (const [id, path] of Object.entries({ ...pages, frontPage: '/', apiPage: '/docs', openApi: '/openapi.json' })) {
    await ask(service.url, id, path)
  }
  await ask(service.url, 'frontPage', '/', { headers: { accept: 'text/html' } })
  await ask(service.url, 'frontPage', '/', { headers: { accept: 'text/html', 'if-none-match': '*' } })
  const { headers } = await fetch(`${service.url}/openapi.json`)
  await ask(service.url, 'openApi', '/openapi.json', { headers: { 'if-none-match': headers.get('etag') ?? '' } })
  await ask(service.url, 'listProblems', '/problems')
  for (const name of ['conflict', 'none']) await ask(service.url, 'getProblem', `/problems/${name}`)
  for (const { operationId, path } of operations) {
    await ask(service.url, operationId, path, { method: 'PURGE' })
  }

  await ask(cutOff.url, 'startup', '/health/startup')
  await ask(cutOff.url, 'ready', '/health/ready')
  const leave = new AbortController()
  const create = { body: '{"name":"","user_id":1,"content":""}', headers: json }
  const reads = { ...lists, getUser: '/users/1', getUserSingular: '/user/1', getPost: '/posts/1' }
  for (const [id, path] of Object.entries({ ...reads, createUser: '/users', createPost: '/posts' })) {
    const init = id.startsWith('create') ? { method: 'POST', ...create } : {}
    // One may wait, the other is one too many.
    void fetch(cutOff.url + path, { ...init, signal: leave.signal }).catch(() => {})
    await ask(cutOff.url, id, path, init)
  }
  leave.abort()

  // test/pages does the same for those of pages.
  const listed = operations
    .filter(({ tags }) => !tags.includes('pages'))
    .flatMap(({ operationId, statuses }) => statuses.map((status) => `${operationId} ${status}`))
  assert.deepEqual(
    listed.filter((one) => !given.has(one)),
    [],
  )
})

const json = { 'content-type': 'application/json' }

/** A port where nothing ever listens. */
const unreachable = 'postgres://nobody@127.0.0.1:1/nothing'
