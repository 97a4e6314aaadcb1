import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase } from '../support/postgres.ts'
import { dial, exchange } from '../support/raw-http.ts'
import { startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'

const scope = new AsyncDisposableStack()
const database = scope.use(await createDatabase())
// As in the image and `npm start`.
const service = scope.use(
  await startService({
    DATABASE_URL: database.url,
    NODE_OPTIONS: '--max-semi-space-size=4',
    MALLOC_ARENA_MAX: '1',
    MALLOC_TRIM_THRESHOLD_: '131072',
  }),
)
after(() => scope.disposeAsync())

const mebibyte = 2 ** 20

/** Allowed growth of the process: the shipped single file starts at 70 MiB and must stay below 250. */
const growth = 150 * mebibyte
const start = await sample('process_resident_memory_bytes')

test('2,000 idle connections and 200 slow clients delay nobody', { timeout: 60_000 }, async () => {
  await using connections = new AsyncDisposableStack()
  const dialled = async (): Promise<Socket> =>
    connections.adopt(await dial(service.url), (socket) => void socket.destroy())
  // Fewer at a time than the kernel queues for a server that has not accepted them yet: it drops the others.
  for (let open = 200; open <= 2_000; open += 200) {
    await Promise.all(Array.from({ length: 200 }, dialled))
    await until('they are accepted', async () => (await sample('http_open_connections')) >= open)
  }
  const slow = await Promise.all(Array.from({ length: 200 }, dialled))
  const lines = ['POST /users HTTP/1.1\r\nHost: x\r\n', 'Content-Length: 14\r\n\r\n', '{"na', 'me":"Ad']
  for (const line of lines) {
    await Promise.all(slow.map((socket) => written(socket, line)))
    const asked = performance.now()
    const { status } = await fetch(`${service.url}/users`)
    assert.equal(status, 200)
    assert.ok(performance.now() - asked < 1_000)
  }
  await until('all are there', async () => (await sample('http_open_connections')) >= 2_200)
  assert.ok((await sample('process_resident_memory_bytes')) < start + growth)
  assert.equal(await sample('users_created_total'), 0)

  // Half of them finish after all, and are served.
  const finished = slow.slice(0, 100)
  const answers = finished.map(async (socket) => {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    return chunk.toString('latin1').slice(0, 12)
  })
  await Promise.all(finished.map((socket) => written(socket, 'a"}')))
  assert.deepEqual(new Set(await Promise.all(answers)), new Set(['HTTP/1.1 200']))
  await connections.disposeAsync()
  await until('they are gone', async () => (await sample('http_open_connections')) < 10)
  assert.equal(await sample('users_created_total'), 100)
})

test('large bodies wait for room, or are refused', { timeout: 60_000 }, async () => {
  const before = await sample('users_created_total')
  const name = 'x'.repeat(4 * mebibyte - 11)
  const request = `POST /users HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${4 * mebibyte}\r\n\r\n{"name":"${name}"}`
  const watch = new AbortController()
  const peak = peakMemory(watch.signal)
  const statuses = await Promise.all(
    Array.from({ length: 16 }, async () => {
      const { answers } = await exchange(service.url, request)
      return answers[0]?.status === 200 ? 200 : answers[0]?.body
    }),
  )
  watch.abort()
  const stored = statuses.filter((status) => status === 200).length
  assert.ok(stored > 0)
  const others = statuses.filter((status) => status !== 200 && status !== '{"detail":"Service overloaded"}')
  assert.deepEqual(others, [])
  assert.equal((await sample('users_created_total')) - before, stored)
  const grown = (await peak) - start
  assert.ok(grown < growth, `${Math.round(grown / mebibyte)} MiB more`)
})

test('a client that leaves in the middle of a large body frees its room', { timeout: 60_000 }, async () => {
  const half = `POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: ${4 * mebibyte}\r\n\r\n{"name":"${'x'.repeat(mebibyte)}`
  for (let round = 0; round < 3; round += 1) {
    const leaving = await Promise.all(Array.from({ length: 8 }, () => dial(service.url)))
    await Promise.all(leaving.map((socket) => Promise.race([written(socket, half), sleep(100)])))
    for (const socket of leaving) socket.resetAndDestroy()
  }
  const body = JSON.stringify({ name: 'x'.repeat(mebibyte) })
  const { status } = await fetch(`${service.url}/users`, { method: 'POST', headers: json, body })
  assert.equal(status, 200)
})

const json = { 'content-type': 'application/json' }

test('nothing that was stored is refused, however late its answer is read', { timeout: 60_000 }, async () => {
  const before = await sample('users_created_total')
  const body = JSON.stringify({ name: 'x'.repeat(4 * mebibyte - 11) })
  const request = `POST /users HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const sockets = await Promise.all(Array.from({ length: 9 }, () => dial(service.url)))
  for (const socket of sockets)
    socket
      .pause()
      .on('error', () => {})
      .write(request)
  let stored = 0
  await until('no more is stored', async () => {
    const storedSoFar = stored
    await sleep(1_200)
    stored = (await sample('users_created_total')) - before
    return stored > 0 && stored === storedSoFar
  })
  const statuses = await Promise.all(
    sockets.map(async (socket) => {
      const chunks: Buffer[] = []
      socket.on('data', (chunk: Buffer) => chunks.push(chunk)).resume()
      await once(socket, 'close')
      return Buffer.concat(chunks).toString('latin1').slice(9, 12)
    }),
  )
  assert.equal(statuses.filter((status) => status === '200').length, (await sample('users_created_total')) - before)
  assert.deepEqual(
    statuses.filter((status) => status !== '200' && status !== '503'),
    [],
  )
})

async function written(socket: Socket, text: string): Promise<void> {
  await new Promise((resolve) => socket.write(text, resolve))
}

async function peakMemory(signal: AbortSignal): Promise<number> {
  let peak = 0
  while (!signal.aborted) peak = Math.max(peak, await sample('process_resident_memory_bytes'))
  return peak
}

async function sample(name: string): Promise<number> {
  const metrics = await (await fetch(`${service.url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1])
}
