import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startApi } from '../support/api.ts'

const api = await startApi()
after(() => api[Symbol.asyncDispose]())

test('an unknown path is 404, and paths are case-sensitive', async () => {
  for (const path of ['/nothing', '/Users', '/users/1/posts', '/user']) {
    const { status, json } = await api.get(path)
    assert.deepEqual([status, json], [404, { detail: 'Not Found' }], path)
  }
})

test('a known path with another method is 405 and lists what is allowed', async () => {
  for (const [method, path, allow] of [
    ['DELETE', '/users', 'GET, HEAD, POST'],
    ['PUT', '/posts/', 'GET, HEAD, POST'],
    ['POST', '/posts/1', 'GET, HEAD'],
    ['PATCH', '/health/live', 'GET, HEAD'],
    ['OPTIONS', '/metrics', 'GET, HEAD'],
  ] as const) {
    const { status, json, headers } = await api.send(method, path)
    assert.deepEqual(
      [status, json, headers.get('allow')],
      [405, { detail: 'Method Not Allowed' }, allow],
      `${method} ${path}`,
    )
  }
})

test('HEAD answers as GET does, without a body', async () => {
  for (const path of ['/', '/users', '/user/5', '/metrics', '/health/ready', '/docs', '/openapi.json']) {
    const [head, get] = [await api.send('HEAD', path), await api.get(path)]
    assert.deepEqual(
      [head.status, head.headers.get('content-type'), head.text],
      [get.status, get.headers.get('content-type'), ''],
      path,
    )
  }
})

test('a sane request id is kept, and any other is replaced', async () => {
  const given = await api.get('/users', { 'x-request-id': 'order-66' })
  assert.equal(given.headers.get('x-request-id'), 'order-66')
  const odd = await api.get('/users', { 'x-request-id': '<script>' })
  assert.match(odd.headers.get('x-request-id') ?? '', /^[\w-]+$/)
})

test('the probes of a running service succeed', async () => {
  for (const [path, status] of [
    ['live', 'alive'],
    ['ready', 'ready'],
    ['startup', 'started'],
  ] as const) {
    const answer = await api.get(`/health/${path}`)
    assert.deepEqual([answer.status, answer.json], [200, { status }])
  }
})

test('requests are counted by route template, whatever their paths', async () => {
  await api.get('/posts/31337')
  await api.get('/no/such/31337')
  const page = (await api.get('/metrics')).text
  assert.match(page, /^http_request_duration_seconds_count\{method="GET",route="\/posts\/:id",status="404"\} 1$/m)
  assert.match(page, /route="unmatched",status="404"/)
  assert.doesNotMatch(page, /31337/)
})
