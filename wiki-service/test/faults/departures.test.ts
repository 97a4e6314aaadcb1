import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDatabase, startServer } from '../support/postgres.ts'
import { dial } from '../support/raw-http.ts'
import { startReadyService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { readMetrics } from '../support/watch.ts'

test(
  'calls of clients that have left make room for others while the database is down',
  { timeout: 60_000 },
  async () => {
    await using server = await startServer()
    const database = await createDatabase({ on: server })
    await using service = await startReadyService({ DATABASE_URL: database.url, MAX_QUEUE: '100' })
    const queued = async (): Promise<number> =>
      (await readMetrics(service.url)).get('database_batch_queue{statement="users.byIds"}') ?? 0
    await server.stop()
    for (const [request, count] of [
      ['GET /users/1 HTTP/1.1\r\nHost: x\r\n\r\n', 100],
      // Answered by Node's HTTP server.
      ['GET /users/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 100],
      // A departure cannot be seen before everything sent earlier has been read.
      ['GET /users/1 HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(10_500), 5],
    ] as const) {
      const leaving = await Promise.all(Array.from({ length: count }, () => dial(service.url)))
      for (const socket of leaving) socket.on('error', () => {}).write(request)
      await until('all wait in the queue', async () => (await queued()) === count)
      for (const socket of leaving) socket.resetAndDestroy()
      await until('it is empty', async () => (await queued()) === 0)
    }
    const answer = fetch(`${service.url}/users/1`)
    await until('another one waits', async () => (await queued()) === 1)
    await server.start()
    assert.equal((await answer).status, 404)
  },
)
