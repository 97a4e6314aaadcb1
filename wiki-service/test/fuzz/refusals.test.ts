import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { createDatabase } from '../support/postgres.ts'
import { dial, exchange } from '../support/raw-http.ts'
import { startService } from '../support/service-process.ts'

const scope = new AsyncDisposableStack()
const database = scope.use(await createDatabase())
const service = scope.use(await startService({ DATABASE_URL: database.url }))
after(() => scope.disposeAsync())

const live = 'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

test('requests that Node would answer on its own get an answer of the contract', async () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ['GET /users HTTP/1.1\r\n\r\n', 400, 'Bad Request'],
    ['CONNECT wiki:443 HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'Bad Request'],
    ['FOO /users HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'Bad Request'],
    ['QUERY /users HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'Method Not Allowed'],
    ['TRACE /users HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'Method Not Allowed'],
    ['PUT /users HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n', 405, 'Method Not Allowed'],
    ['OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 404, 'Not Found'],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`, 431, 'Request Header Fields Too Large'],
    ['POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400, 'Bad Request'],
    ['POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400, 'Bad Request'],
  ]
  for (const [request, status, detail] of cases) {
    const { answers, rest } = await exchange(service.url, request, { answers: 1 })
    assert.deepEqual([answers.length, answers[0]?.status, rest], [1, status, ''], request.slice(0, 80))
    assert.equal(answers[0]?.body, JSON.stringify({ detail }))
    assert.match(answers[0]?.headers['content-type'] ?? '', /^application\/json/)
  }
})

test('an unknown expectation is ignored, and HTTP/1.0 needs no Host', async () => {
  for (const request of [
    'GET /users HTTP/1.1\r\nHost: x\r\nExpect: a-pony\r\nConnection: close\r\n\r\n',
    'GET /users HTTP/1.0\r\n\r\n',
  ]) {
    const { answers } = await exchange(service.url, request)
    assert.deepEqual([answers[0]?.status, answers[0]?.body], [200, '[]'])
  }
})

test('a body over 4 MiB is refused and its connection continues', async () => {
  const chunk = `100000\r\n${'x'.repeat(0x10_00_00)}\r\n`
  const bodies = [
    `Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(6)}0\r\n\r\n`,
    `Content-Length: 6000000\r\n\r\n${'x'.repeat(6_000_000)}`,
  ]
  for (const body of bodies) {
    const { answers } = await exchange(service.url, `POST /users HTTP/1.1\r\nHost: x\r\n${body}${live}`)
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body]),
      [
        [413, '{"detail":"Request body is too large"}'],
        [200, '{"status":"alive"}'],
      ],
    )
    const closing = await exchange(service.url, `POST /users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${body}`)
    assert.equal(closing.answers[0]?.status, 413)
  }
})

test('a stored request is answered before the broken one behind it', async () => {
  const create = 'POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\n\r\n{"name":"Ada"}'
  const { answers } = await exchange(service.url, `${create}${create}\0garbage${'x'.repeat(100_000)}`)
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 400],
  )
  assert.equal(answers.at(-1)?.body, '{"detail":"Bad Request"}')
})

test('a client that leaves in the middle of a body causes no failure of the service', async () => {
  for (const head of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
    const socket = await dial(service.url)
    socket.write(`POST /users HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n`)
    socket.write(head.startsWith('C') ? '{"name":' : '8\r\n{"name":\r\n', () => socket.resetAndDestroy())
    await once(socket, 'close')
  }
  const { answers } = await exchange(service.url, live)
  assert.equal(answers[0]?.status, 200)
  assert.deepEqual(
    service.log.filter((line) => line['level'] === 'error'),
    [],
  )
})
