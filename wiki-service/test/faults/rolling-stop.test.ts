import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertStored } from '../support/assert-stored.ts'
import { faultScale } from '../support/fault-scale.ts'
import { KeepAliveClient } from '../support/keep-alive-client.ts'
import { startLoad } from '../support/load.ts'
import { lockWaits } from '../support/lock-waits.ts'
import { rowsOf } from '../support/open-stores.ts'
import { createDatabase, startServer } from '../support/postgres.ts'
import { type ServiceProcess, startReadyService, startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'

/** Load balancers learn of a replica's readiness this much later, as with Endpoints. */
const endpointLagMs = 1_000

test(
  'replacing replicas one by one under load fails no request and loses no write',
  { timeout: 120_000 },
  async (t) => {
    await using database = await createDatabase()
    const settings = { DATABASE_URL: database.url, DRAIN_SECONDS: '3' }
    const replicas = new Set<ServiceProcess>()
    let targets: string[] = []
    const stopped = new AbortController()
    const routing = (async () => {
      while (!stopped.signal.aborted) {
        const seen = await Promise.all([...replicas].map(async ({ url }) => ({ url, ready: await isReady(url) })))
        await sleep(endpointLagMs)
        targets = seen.filter(({ ready }) => ready).map(({ url }) => url)
      }
    })()
    try {
      replicas.add(await startService(settings)).add(await startService(settings))
      await until('both are routed to', () => targets.length === 2)
      const load = startLoad({ targets: () => targets })
      for (const old of [...replicas, ...replicas].slice(0, 2 * Math.ceil(faultScale / 2))) {
        if (!replicas.has(old)) continue
        const fresh = await startService(settings)
        replicas.add(fresh)
        await until('the new one is routed to', () => targets.includes(fresh.url))
        old.signal('SIGTERM')
        assert.equal(await old.ended, 0)
        assert.equal(old.complaints(), '')
        replicas.delete(old)
      }
      const report = await load.stop()
      t.diagnostic(
        `${report.requests} requests, ${report.failures.length} failed, p99 ${report.p99Ms} ms, longest ${report.longestMs} ms`,
      )
      assert.deepEqual(report.failures, [])
      await assertStored(database.url, report)
    } finally {
      stopped.abort()
      await routing
      for (const replica of replicas) await replica[Symbol.asyncDispose]()
    }
  },
)

test('a draining replica serves, asks its clients to leave, is unready and alive', async () => {
  await using database = await createDatabase()
  await using service = await startReadyService({ DATABASE_URL: database.url, DRAIN_SECONDS: '2' })
  using client = new KeepAliveClient()
  const before = await client.send('POST', `${service.url}/users`, { name: 'before' })
  assert.deepEqual([before.status, before.headers.connection], [200, 'keep-alive'])
  service.signal('SIGTERM')
  await until('unready', async () => (await fetch(`${service.url}/health/ready`)).status === 503, 1_000)
  for (const path of ['/users', '/health/live', '/nowhere', '/metrics']) {
    const answer = await client.send('GET', service.url + path)
    assert.deepEqual([path, answer.status, answer.headers.connection], [path, path === '/nowhere' ? 404 : 200, 'close'])
  }
  assert.equal(await service.ended, 0)
})

test('a request in progress is answered after the drain, and then the process ends', { timeout: 30_000 }, async () => {
  await using server = await startServer()
  const database = await createDatabase({ on: server })
  await using service = await startReadyService({ DATABASE_URL: database.url, DRAIN_SECONDS: '0.5' })
  using client = new KeepAliveClient()
  await client.send('POST', `${service.url}/users`, { name: 'first' })
  await server.pause()
  const answer = client.send('POST', `${service.url}/users`, { name: 'under way' })
  await until('under way', async () =>
    /^http_requests_in_flight 2$/m.test(await (await fetch(`${service.url}/metrics`)).text()),
  )
  service.signal('SIGTERM')
  await sleep(1_500)
  await server.resume()
  const { status, headers } = await answer
  assert.deepEqual([status, headers.connection], [200, 'close'])
  const answered = performance.now()
  assert.equal(await service.ended, 0)
  const tookMs = performance.now() - answered
  assert.ok(tookMs < 2_000, `${tookMs} ms`)
})

test('a frozen database does not prevent the process from ending', { timeout: 30_000 }, async () => {
  await using server = await startServer()
  const database = await createDatabase({ on: server })
  await using service = await startReadyService({ DATABASE_URL: database.url, DRAIN_SECONDS: '0.2' })
  await Promise.all(Array.from({ length: 20 }, () => fetch(`${service.url}/users`)))
  await server.pause()
  const started = performance.now()
  service.signal('SIGTERM')
  assert.equal(await service.ended, 0)
  const tookMs = performance.now() - started
  await server.resume()
  assert.ok(tookMs < 4_000, `${tookMs} ms`)
})

test('a migration in progress does not prevent the process from ending', { timeout: 30_000 }, async () => {
  await using server = await startServer()
  const database = await createDatabase({ on: server, empty: true })
  await rowsOf(database.url, 'create table users (id serial primary key, name text, created_time timestamptz)')
  const holding = rowsOf(database.url, 'begin; lock table users; select pg_sleep(15)').catch(() => {})
  await using service = await startService({ DATABASE_URL: database.url, DRAIN_SECONDS: '0.2' })
  await until('a migration waits', async () => (await lockWaits(database.url)) === 1)
  const started = performance.now()
  service.signal('SIGTERM')
  assert.equal(await service.ended, 0)
  assert.ok(performance.now() - started < 4_000)
  await rowsOf(
    server.url,
    `select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(15)' and pid <> pg_backend_pid()`,
  )
  await holding
})

test('Ctrl-C without connections is fast, even if npm sends it twice and after load', async () => {
  await using database = await createDatabase()
  await using service = await startReadyService({ DATABASE_URL: database.url, DRAIN_SECONDS: '10' })
  const idle = connect({ port: Number(new URL(service.url).port), host: '127.0.0.1' })
  idle.on('error', () => {})
  const load = startLoad({ targets: () => [service.url], writers: 20, readers: 10 })
  await until('some load', () => load.report().requests > 300)
  await load.stop()
  const started = performance.now()
  service.signal('SIGINT')
  await sleep(200)
  service.signal('SIGINT')
  assert.equal(await service.ended, 0)
  const tookMs = performance.now() - started
  idle.destroy()
  assert.ok(tookMs < 2_000, `${tookMs} ms`)
})

test('a second signal ends the process immediately', async () => {
  await using database = await createDatabase()
  for (const [name, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const) {
    await using service = await startReadyService({ DATABASE_URL: database.url, DRAIN_SECONDS: '20' })
    service.signal('SIGTERM')
    await sleep(700)
    service.signal(name)
    const started = performance.now()
    assert.equal(await service.ended, code)
    assert.ok(performance.now() - started < 1_000)
  }
})

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/health/ready`).catch(() => ({ ok: false }))).ok
}
