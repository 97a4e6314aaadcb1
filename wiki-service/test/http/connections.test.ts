import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { createDatabase } from '../support/postgres.ts'
import { rowsOf } from '../support/open-stores.ts'
import { converse, dial, exchange, type RawAnswer } from '../support/raw-http.ts'
import { startReadyService } from '../support/service-process.ts'
import { until } from '../support/until.ts'

const scope = new AsyncDisposableStack()
const database = scope.use(await createDatabase())
const service = scope.use(await startReadyService({ DATABASE_URL: database.url }))
after(() => scope.disposeAsync())

const body = '{"name":"Ada"}'
const create = `POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const get = 'GET /users/1 HTTP/1.1\r\nHost: x\r\n\r\n'
const live = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n'
const last = live.replace('x\r\n', 'x\r\nConnection: close\r\n')
const connectTo = 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n'

await exchange(service.url, create.replace('x\r\n', 'x\r\nConnection: close\r\n'))

test('a client that resets after a CONNECT, or after anything else, does not end the process', async () => {
  for (const request of [connectTo, create + connectTo, get + connectTo, live + connectTo, get, live, create, last]) {
    for (let round = 0; round < 20; round += 1) {
      const socket = await dial(service.url)
      socket.on('error', () => {})
      socket.write(request, () => socket.resetAndDestroy())
      await once(socket, 'close')
    }
  }
  const { answers } = await exchange(service.url, last)
  assert.deepEqual(statuses(answers), [200])
  assert.equal(service.complaints(), '')
})

test('a request stored before a CONNECT is answered before it', async () => {
  const { answers, rest } = await exchange(service.url, create + create + connectTo + create)
  assert.deepEqual([statuses(answers), rest], [[200, 200, 400], ''])
})

test('an unsupported Upgrade is an ordinary request', async () => {
  const upgrade = (request: string, protocol = 'websocket'): string =>
    request.replace('x\r\n', `x\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n`)
  const cases: readonly (readonly [string, readonly number[]])[] = [
    [upgrade(get) + get + last, [200, 200, 200]],
    [upgrade(get, 'h2c') + upgrade(get) + last, [200, 200, 200]],
    [upgrade(create) + get + last, [200, 200, 200]],
    [upgrade(upgrade(live)) + last, [200, 200]],
    [
      `${upgrade('POST /users HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n')}e\r\n${body}\r\n0\r\n\r\n${last}`,
      [200, 200],
    ],
    [upgrade(get).repeat(30) + last, Array.from({ length: 31 }, () => 200)],
  ]
  for (const [requests, expected] of cases) {
    const { answers, rest } = await exchange(service.url, requests)
    assert.deepEqual([statuses(answers), rest], [expected, ''], requests)
  }
  // No MaxListenersExceededWarning or similar.
  assert.equal(service.complaints(), '')
})

test('the late body of an Upgrade is not mistaken for a request', async () => {
  const smuggled = create.replace(body, '{"name":"Eve"}')
  const head = `POST /users HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: ${smuggled.length}\r\n\r\n`
  using conversation = await converse(service.url, head)
  // Read by then: the following bytes arrive in their own packet.
  await exchange(service.url, last)
  conversation.say(smuggled)
  conversation.say(last)
  await until('it is closed', conversation.isClosed)
  assert.deepEqual(statuses(conversation.heard().answers), [422, 200])
  assert.equal((await rowsOf(database.url, `select from users where name = 'Eve'`)).length, 0)
})

test('the answer to an expectation follows the answers before it', async () => {
  const expecting = create.replace('x\r\n', 'x\r\nExpect: 100-continue\r\n')
  for (const before of [get, live, create]) {
    const heard = await exchange(service.url, before + expecting + last)
    assert.deepEqual([statuses(heard.answers), heard.rest], [[200, 200, 200], ''])
    assert.equal(nameIn(heard.answers[1]), 'Ada')
  }
})

test('a client that has finished sending is answered on either path', async () => {
  for (const before of ['', live]) {
    for (const cut of [10, create.indexOf('{'), create.length - 1]) {
      using conversation = await converse(service.url, before + create.slice(0, cut))
      await exchange(service.url, last)
      conversation.say(create.slice(cut) + get)
      conversation.end()
      await until('it is closed', conversation.isClosed)
      const { answers, rest } = conversation.heard()
      assert.deepEqual([statuses(answers).slice(before === '' ? 0 : 1), rest], [[200, 200], ''], `${before}, ${cut}`)
    }
  }
})

test('everything received before the end is answered, in however many pieces', async () => {
  using conversation = await converse(service.url, create)
  for (const request of [create, live, create, get]) conversation.say(request)
  conversation.end()
  await until('it is closed', conversation.isClosed)
  const { answers, rest } = conversation.heard()
  assert.deepEqual([statuses(answers), rest], [[200, 200, 200, 200, 200], ''])
})

test('a request names one valid host', async () => {
  for (const path of ['/users/1', '/health/live', '/users/%31', '/nowhere']) {
    for (const lines of ['Host: x\r\nHost: x', 'Host: x\r\nHost: y', 'Host: a b', 'Host: a/b', 'Host: a@b', 'X: y']) {
      const { answers } = await exchange(service.url, `GET ${path} HTTP/1.1\r\n${lines}\r\n\r\n${last}`)
      assert.deepEqual([answers[0]?.status, answers[0]?.body], [400, '{"detail":"Bad Request"}'], `${path} ${lines}`)
      assert.equal(answers.length, 2)
    }
  }
})

test('a request whose rest is not HTTP has one answer', async () => {
  const chunked = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`
  const cases: readonly (readonly [string, number])[] = [
    [`${chunked('/users')}zz\r\n`, 400],
    [`${chunked('/users')}e\r\n${body}!!`, 400],
    [`${chunked('/nowhere')}zz\r\n`, 404],
    [`${chunked('/health/live')}zz\r\n`, 405],
  ]
  for (const [request, status] of cases) {
    const { answers, rest } = await exchange(service.url, get + request + get)
    assert.deepEqual([statuses(answers), rest], [[200, status], ''], request)
  }
})

function statuses(answers: readonly RawAnswer[]): readonly number[] {
  return answers.map(({ status }) => status)
}

function nameIn(answer: RawAnswer | undefined): unknown {
  return (JSON.parse(answer?.body ?? '{}') as { readonly name?: unknown }).name
}
