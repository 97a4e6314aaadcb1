import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { createDatabase } from '../support/postgres.ts'
import { converse } from '../support/raw-http.ts'
import { startReadyService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { readMetrics } from '../support/watch.ts'

const scope = new AsyncDisposableStack()
const database = scope.use(await createDatabase())
const environment = { DATABASE_URL: database.url, TRUST_PROXY: '127.0.0.1', MEMORY_LIMIT_MIB: '256' }
const { url } = scope.use(await startReadyService(environment))
after(() => scope.disposeAsync())

const bytes = 4 * 1024 * 1024
const json = { 'content-type': 'application/json' }
await fetch(`${url}/users`, { method: 'POST', headers: json, body: '{"name":"Ada"}' })
const body = JSON.stringify({ user_id: 1, content: 'x'.repeat(bytes - 100) })

const send = async (client: string): Promise<number> =>
  (await fetch(`${url}/posts`, { method: 'POST', headers: { ...json, 'x-forwarded-for': client }, body })).status
const metric = async (name: string): Promise<number> => (await readMetrics(url)).get(name) ?? 0
const evicted = () => metric('http_clients_evicted_total{reason="room"}')

suite('behind a trusted proxy, memory is shared by the clients that it names', () => {
  for (const { name, client, neighbour, stranger } of [
    { name: 'IPv4 addresses', client: '192.0.2.1', neighbour: '192.0.2.1', stranger: '192.0.2.2' },
    {
      name: '/64 networks of IPv6',
      client: '2001:db8:0:1::1',
      neighbour: '2001:db8:0:1::2',
      stranger: '2001:db8:0:2::1',
    },
  ])
    test(name, async () => {
      const before = await evicted()
      const head = `POST /posts HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: ${client}\r\nContent-Type: application/json\r\n`
      // Room for the whole body is taken once a part of it has come.
      const begun = `${head}Content-Length: ${body.length}\r\n\r\n${body.slice(0, 100_000)}`
      using first = await converse(url, begun)
      using second = await converse(url, begun)
      await until(
        'both have their room',
        async () => (await metric('http_held_memory_bytes{kind="data"}')) >= 2 * body.length,
      )

      assert.equal(await send(stranger), 200)
      assert.deepEqual([first.isClosed(), second.isClosed(), await evicted()], [false, false, before])
      assert.equal(await send(neighbour), 200)
      assert.ok((await evicted()) > before, 'its own requests gave way')
    })
})
