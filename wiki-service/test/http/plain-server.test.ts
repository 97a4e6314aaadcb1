import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { Account } from '../../src/http/account/account.ts'
import { ConnectionRoom } from '../../src/http/account/connection-room.ts'
import { bodyCollector } from '../../src/http/collect-body.ts'
import { Refused } from '../../src/http/errors.ts'
import { httpLimits } from '../../src/http/limits.ts'
import { PlainRoutes } from '../../src/http/plain/plain-routes.ts'
import { PlainServer } from '../../src/http/plain/plain-server.ts'
import type { RequestLine } from '../../src/telemetry/request-log.ts'
import { converse, exchange } from '../support/raw-http.ts'
import { until } from '../support/until.ts'

// The service waits for half a minute or longer; its behaviour is the same with shorter waits.
const soon = { ...httpLimits, keepAliveMs: 300, stuckMs: 300, requestMs: 100, headersMs: 100, sweepMs: 20 }

const get = 'GET /things/1 HTTP/1.1\r\nHost: x\r\n\r\n'

test('each wait for a client is shorter than the one that contains it, and a proxy closes first', () => {
  const { headersMs, requestMs, stuckMs, keepAliveMs, sweepMs } = httpLimits
  assert.ok(headersMs < requestMs && requestMs < stuckMs && sweepMs < headersMs)
  // Traefik keeps an idle connection for 90 s.
  assert.ok(keepAliveMs > 90_000)
})

test('a connection that sends nothing gets an answer and is closed', async () => {
  await using server = await serve('{}')
  using conversation = await converse(server.url, '')
  await until('it is closed', conversation.isClosed)
  const [answer] = conversation.heard().answers
  assert.deepEqual([answer?.status, answer?.body], [408, '{"detail":"Request Timeout"}'])
})

test('a client that takes too long gets an answer', async () => {
  await using server = await serve('{}')
  for (const request of ['GET / HTTP/1.1\r\nHos', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n{']) {
    const { answers, rest } = await exchange(server.url, request)
    const said = answers.map(({ status, body }) => [status, body])
    assert.deepEqual([said, rest], [[[408, '{"detail":"Request Timeout"}']], ''])
  }
})

test('an idle connection is closed without an answer', async () => {
  await using server = await serve('{}')
  using conversation = await converse(server.url, get)
  await until('it is closed', conversation.isClosed)
  const { answers, rest } = conversation.heard()
  assert.deepEqual([answers.map(({ status }) => status), rest], [[200], ''])
})

test('a client that does not read its answer is dropped, and one that leaves without it is logged', async () => {
  await using server = await serve('x'.repeat(64 * 1024 * 1024))
  const socket = connect({ port: Number(new URL(server.url).port) }).on('error', () => {})
  socket.pause().write(get)
  await until('it is given up', () => server.lines.length === 1)
  assert.equal(server.lines[0]?.status, 499)
  socket.destroy()
})

test('a client that reads slowly gets its complete answer, however long it takes', async () => {
  // A busy machine may delay the client as well, but hardly for this long.
  const stuckMs = 3_000
  const json = 'x'.repeat(16 * 1024 * 1024)
  await using server = await serve(json, { stuckMs })
  const socket = connect({ port: Number(new URL(server.url).port) }).on('error', () => {})
  let received = 0
  socket.on('data', (piece: Buffer) => {
    received += piece.length
    socket.pause()
    setTimeout(() => socket.resume(), 20)
  })
  const started = performance.now()
  socket.write(get)
  await until('it has all', () => received > json.length, 60_000)
  assert.ok(performance.now() - started > stuckMs, 'it was too quick to show anything')
  await until('it is logged', () => server.lines.length === 1)
  assert.equal(server.lines[0]?.status, 200)
  socket.destroy()
})

test('nothing is executed after the answer that closes a connection', async () => {
  await using server = await serve('{}', { draining: true })
  const socket = connect({ port: Number(new URL(server.url).port), allowHalfOpen: true }).on('error', () => {})
  // It ignores that the server ends its side.
  socket.once('data', () => socket.write(get)).once('end', () => socket.end(get))
  socket.write(get)
  await new Promise((resolve) => socket.once('close', resolve))
  await until('the server has closed it as well', async () => (await server.connections()) === 0)
  assert.deepEqual([server.asked(), server.lines.length], [1, 1])
})

interface Serving extends AsyncDisposable {
  readonly url: string
  readonly lines: readonly RequestLine[]
  /** Number of executed requests. */
  readonly asked: () => number
  readonly connections: () => Promise<number>
}

async function serve(json: string, { draining = false, stuckMs = soon.stuckMs } = {}): Promise<Serving> {
  const routes = new PlainRoutes()
  const lines: RequestLine[] = []
  const collect = bodyCollector(0)
  const account = new Account(2 ** 30)
  let asked = 0
  routes.addItem('/things/:id', async () => {
    asked += 1
    return { status: 200, json }
  })
  const server = new PlainServer(
    {
      routes,
      requests: { started: () => {}, ended: (line) => lines.push(line) },
      errorAnswers: () => ({ status: 503, json: '{}' }),
      isDraining: () => draining,
      clientOf: () => '',
      account,
      room: new ConnectionRoom(2 ** 20),
    },
    (request, response) => {
      const answer = (status: number, text: string): void => {
        const json = JSON.stringify({ detail: text })
        response.writeHead(status, { 'content-length': json.length }).end(json)
      }
      const hold = account.hold('', { moved: 0, evict: () => {} })
      collect(request, response, hold).then(
        () => answer(200, 'OK'),
        (refusal: unknown) => (refusal instanceof Refused ? answer(refusal.status, refusal.message) : answer(503, '')),
      )
    },
    { ...soon, stuckMs },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    lines,
    asked: () => asked,
    connections: promisify(server.getConnections.bind(server)),
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
