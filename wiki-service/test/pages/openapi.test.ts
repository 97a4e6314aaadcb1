import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { misfits, type Operation, operations } from '../support/api-description.ts'
import { startPagesApi } from '../support/pages-api.ts'
import { startService } from '../support/service-process.ts'

const wiki = await startPagesApi()
after(() => wiki[Symbol.asyncDispose]())
const { api } = wiki

const others: ReadonlySet<string> = new Set(['preview', 'diffPage', 'searchPages'])
const pageOperations = operations.filter(({ tags, operationId }) => tags.includes('pages') && !others.has(operationId))
const given = new Set<string>()

interface Request {
  readonly id?: number | string
  readonly path?: string
  readonly query?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a request to an operation, and compares the answer with its description. */
async function ask(operation: Operation, request: Request, url = api.url): Promise<number> {
  const { id = 1, path = 'start', query = '', body, headers = {} } = request
  const target = operation.path.replace('{id}', String(id)).replace('{path}', path).replace('{version}', '1')
  const response = await fetch(`${url}${target}${query}`, {
    method: operation.method,
    redirect: 'manual',
    headers: { 'content-type': 'application/json', ...headers },
    ...(operation.hasBody && body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const answer = { status: response.status, headers: response.headers, body: await response.text() }
  assert.deepEqual(misfits(operation, answer), [], `${operation.operationId} answered ${answer.status} ${answer.body}`)
  given.add(`${operation.operationId} ${answer.status}`)
  return answer.status
}

function operationOf(operationId: string): Operation {
  const operation = pageOperations.find((one) => one.operationId === operationId)
  assert.ok(operation, operationId)
  return operation
}

const page = { user_id: 1, title: 'Start', content: 'x' }
await ask(operationOf('createPage'), { body: { ...page, path: 'start' } })
await ask(operationOf('createPage'), { body: { ...page, path: 'taken' } })
await api.post('/posts', { user_id: 1, content: 'plain' })
const plainPost = 3

test('every refusal that openapi.json lists for pages occurs as described', { timeout: 120_000 }, async () => {
  const change = { ...page, path: 'taken', version: 1 }
  const any = { 'if-match': '*' }
  for (const operation of pageOperations) {
    const refusals: Readonly<Record<string, Request>> = {
      400: { body: '{' },
      404: { id: 0, path: 'nothing', body: { ...change, user_id: 99 }, headers: any },
      409: {
        id: ['deletePage', 'restorePage', 'movePage', 'appendToPage'].includes(operation.operationId) ? plainPost : 1,
        body: change,
        headers: any,
      },
      412: { body: { ...page, path: 'elsewhere' }, headers: { 'if-match': '"9"' } },
      413: { body: ' '.repeat(4 * 1024 * 1024 + 1) },
      422: operation.hasBody ? { body: {} } : { id: 'x', query: '?limit=x' },
      428: { body: page },
    }
    for (const status of operation.statuses.filter((one) => one in refusals))
      assert.equal(String(await ask(operation, refusals[status] ?? {})), status, operation.operationId)
  }
})

test('the same holds while the database is down', { timeout: 60_000 }, async () => {
  const unreachable = 'postgres://nobody@127.0.0.1:1/nothing'
  await using cutOff = await startService({ DATABASE_URL: unreachable, REQUEST_DEADLINE_SECONDS: '6' })
  const body = { ...page, path: 'x', version: 1 }
  const statuses = await Promise.all(
    pageOperations.map((operation) =>
      ask(operation, operation.hasBody ? { body, headers: { 'if-match': '*' } } : {}, cutOff.url),
    ),
  )
  assert.deepEqual(new Set(statuses), new Set([503]))
})

test('every example of openapi.json is a successful request', async () => {
  const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
    paths: Record<
      string,
      Record<string, { requestBody?: { content: Record<string, { examples?: Record<string, { value: unknown }> }> } }>
    >
  }
  const examplesOf = ({ path, method }: Operation): unknown[] => {
    const content = document.paths[path]?.[method.toLowerCase()]?.requestBody?.content ?? {}
    return Object.values(content).flatMap(({ examples = {} }) => Object.values(examples).map(({ value }) => value))
  }
  const create = operationOf('createPage')
  for (const body of examplesOf(create)) assert.equal(await ask(create, { body }), 201)
  const id = 4
  const path = 'handbook/onboarding'
  const replaceAt = operationOf('replacePageAt')
  for (const body of examplesOf(replaceAt)) {
    assert.equal(await ask(replaceAt, { path, body, headers: { 'if-match': '*' } }), 200)
    assert.equal(await ask(replaceAt, { path: 'new', body, headers: { 'if-none-match': '*' } }), 201)
  }
  for (const operationId of ['replacePage', 'patchPage', 'appendToPage', 'movePage', 'deletePage', 'restorePage']) {
    const operation = operationOf(operationId)
    const examples = examplesOf(operation)
    assert.ok(examples.length > 0, operationId)
    for (const body of examples)
      assert.equal(await ask(operation, { id, body, headers: { 'if-match': '*' } }), 200, operationId)
  }
  for (const operation of pageOperations.filter(({ method }) => method === 'GET'))
    assert.equal(await ask(operation, { id: 1, path: 'start' }), 200, operation.operationId)
  for (const operationId of ['getPage', 'getPageByPath'])
    assert.equal(await ask(operationOf(operationId), { headers: { 'if-none-match': '*' } }), 304)
  assert.equal(await ask(operationOf('getPageByPath'), { path: 'Start' }), 301)

  const listed = pageOperations.flatMap(({ operationId, statuses }) =>
    statuses.map((status) => `${operationId} ${status}`),
  )
  assert.deepEqual(
    listed.filter((one) => !one.endsWith('4XX') && !given.has(one)),
    [],
  )
})
