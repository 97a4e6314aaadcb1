import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { closedLoop } from '../../bench/load/closed-loop.ts'
import { openLoop } from '../../bench/load/open-loop.ts'
import type { Order } from '../../bench/load/order.ts'

const answer = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello'

test('an open loop includes the wait of requests that could not be sent in time', async () => {
  let answers = 0
  await using server = await listen(async (socket) => {
    if (answers++ === 0) await sleep(300)
    socket.write(answer)
  })
  const outcome = await openLoop({ ...orderTo(server.port), connections: 1, seconds: 0.5, rate: 100 }, () => {})
  assert.equal(outcome.requests, 50)
  // 30 requests became due during the first one, 10 ms apart; a closed loop would have one slow request.
  assert.ok(outcome.maxMs >= 300)
  assert.ok(outcome.p50Ms >= 40, `p50 was ${outcome.p50Ms} ms`)
})

test('answers split into pieces count once', async () => {
  await using server = await listen(async (socket) => {
    for (const piece of answer.match(/[^]{1,9}/g) ?? []) {
      socket.write(piece)
      await sleep(1)
    }
  })
  const { requests, failures } = await closedLoop(orderTo(server.port), () => {})
  assert.ok(requests > 0)
  assert.deepEqual(failures, {})
})

test('answers other than 2xx count as failures', async () => {
  await using server = await listen((socket) => socket.write('HTTP/1.1 503 Away\r\ncontent-length: 0\r\n\r\n'))
  const { requests, failures } = await closedLoop(orderTo(server.port), () => {})
  assert.ok(requests > 0)
  assert.deepEqual(failures, { 503: requests })
})

for (const [what, spoil] of [
  ['is closed', (socket: Socket) => socket.end()],
  ['is reset', (socket: Socket) => socket.resetAndDestroy()],
  ['brings more than the answer', (socket: Socket) => socket.write(`${answer}!`)],
  ['brings an answer of unknown length', (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n')],
] as const) {
  test(`a load ends when a connection ${what}`, async () => {
    await using server = await listen((socket) => void spoil(socket))
    await assert.rejects(closedLoop(orderTo(server.port), () => {}))
    await assert.rejects(openLoop({ ...orderTo(server.port), rate: 50 }, () => {}))
  })
}

function orderTo(port: number): Order {
  return { host: '127.0.0.1', port, kind: 'get', connections: 2, warmUpSeconds: 0, seconds: 0.2, users: 1, posts: 1 }
}

/** @param answer is called for each request; each fits into one packet */
async function listen(answer: (socket: Socket) => unknown): Promise<AsyncDisposable & { readonly port: number }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('data', () => void answer(socket))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
