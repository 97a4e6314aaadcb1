import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createDatabase } from '../support/postgres.ts'
import { type Conversation, converse } from '../support/raw-http.ts'
import { startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'

const scope = new AsyncDisposableStack()
const database = scope.use(await createDatabase())
const service = scope.use(await startService({ DATABASE_URL: database.url, TRUST_PROXY: '127.0.0.0/8' }))
after(() => scope.disposeAsync())

const get = 'GET /users/1 HTTP/1.1\r\nHost: x\r\n\r\n'
const head = 'HEAD /users/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
const create = (name: string): string => {
  const body = JSON.stringify({ name })
  return `POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

test('pipelined requests are answered in order', async () => {
  using conversation = await converse(service.url, create('Ada'))
  await bodies(conversation, 1)
  // In separate pieces; the first waits for its commit.
  conversation.say(create('Grace'))
  conversation.say(create('Edsger'))
  conversation.say(get)
  assert.deepEqual((await bodies(conversation, 4)).map(nameIn), ['Ada', 'Grace', 'Edsger', 'Ada'])
})

test('a connection continues with whatever follows plain requests', async () => {
  using conversation = await converse(service.url, get)
  await bodies(conversation, 1)
  conversation.say(get.slice(0, 20))
  conversation.say(get.slice(20) + get)
  await bodies(conversation, 3)
  conversation.say('GET /posts/x HTTP/1.1\r\nHost: x\r\n\r\n')
  await bodies(conversation, 4)
  conversation.say(head)
  await until('it is closed, as requested', conversation.isClosed)
  assert.deepEqual(
    conversation.heard().answers.map(({ status }) => status),
    [200, 200, 200, 422],
  )
})

test('a client that has finished sending is answered, and then its connection ends', async () => {
  using conversation = await converse(service.url, create('Barbara'))
  conversation.end()
  await until('it is closed', conversation.isClosed)
  // Whether the answer says so depends on what is faster, the client's end or the database.
  const { answers, rest } = conversation.heard()
  assert.deepEqual([answers.map(({ status }) => status), rest], [[200], ''])
})

test('the log names the client that a trusted proxy forwards, on either path', async () => {
  const forwarded = (request: string, id: string): string =>
    request.replace('x\r\n', `x\r\nX-Request-Id: ${id}\r\nX-Forwarded-For: 192.0.2.7, 198.51.100.9\r\n`)
  using conversation = await converse(service.url, forwarded(get, 'logged-1'))
  await bodies(conversation, 1)
  conversation.say(forwarded(head, 'logged-2'))
  const lines = (): typeof service.log => service.log.filter(({ requestId }) => requestId !== undefined)
  await until('both are logged', () => lines().length === 2)
  assert.deepEqual(
    lines().map(({ requestId, method, route, status, client }) => [requestId, method, route, status, client]),
    [
      // The nearest address that is not a proxy of ours.
      ['logged-1', 'GET', '/users/:id', 200, '198.51.100.9'],
      ['logged-2', 'HEAD', '/users/:id', 200, '198.51.100.9'],
    ],
  )
})

async function bodies(conversation: Conversation, count: number): Promise<readonly string[]> {
  await until(`${count} answers`, () => conversation.heard().answers.length >= count)
  return conversation.heard().answers.map(({ body }) => body)
}

function nameIn(body: string): unknown {
  return (JSON.parse(body) as { readonly name: unknown }).name
}
