import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertStored } from '../support/assert-stored.ts'
import { faultScale } from '../support/fault-scale.ts'
import { type LoadReport, startLoad } from '../support/load.ts'
import type { PostgresServer } from '../support/postgres-server.ts'
import { createDatabase, startServer } from '../support/postgres.ts'
import { startReadyService, startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { readCounters, readMetrics, watchReplica } from '../support/watch.ts'

/** How much longer than an outage a request may take. */
const graceMs = 2_000

type Outage = readonly [name: string, cause: (server: PostgresServer) => Promise<void>]

const outages: readonly Outage[] = [
  ['restarted', (server) => server.restart('fast')],
  ['crashed', (server) => server.restart('immediate')],
  ['killed and started again', async (server) => (await server.kill(), await server.start())],
  frozen(3.5),
  away(5),
  // The longest outage in which nothing may fail.
  ...(faultScale > 1 ? [frozen(10), away(10)] : []),
]

function frozen(seconds: number): Outage {
  return [
    `frozen for ${seconds} seconds`,
    async (server) => (await server.pause(), await sleep(seconds * 1000), await server.resume()),
  ]
}

function away(seconds: number): Outage {
  return [
    `away for ${seconds} seconds`,
    async (server) => (await server.stop(), await sleep(seconds * 1000), await server.start()),
  ]
}

test('two replicas fail no request and lose no write', { timeout: 600_000 }, async (t) => {
  await using server = await startServer({ fsync: true })
  const database = await createDatabase({ on: server, empty: true })
  await using one = await startReadyService({ DATABASE_URL: database.url })
  await using other = await startReadyService({ DATABASE_URL: database.url })
  const replicas = [one.url, other.url]
  const watches = replicas.map(watchReplica)
  const load = startLoad({ targets: () => replicas })
  for (const [name, cause] of Array.from({ length: faultScale }, () => outages).flat()) {
    await t.test(`when the database is ${name}`, async (t) => {
      await writing(load, 200)
      load.longestSince()
      const before = await connects(replicas)
      const started = performance.now()
      await cause(server)
      const outageMs = Math.round(performance.now() - started)
      await writing(load, 200)
      const made = (await connects(replicas)) - before
      const longestMs = load.longestSince()
      t.diagnostic(`outage ${outageMs} ms, longest request ${longestMs} ms, ${made} connects`)
      assert.deepEqual(load.report().failures, [])
      assert.ok(longestMs <= outageMs + graceMs, `a request took ${longestMs} ms in an outage of ${outageMs} ms`)
      // Every connection twice, and the probers' attempts.
      assert.ok(made <= 2 * (2 * 10 + 10 + outageMs / 200), `${made} connects`)
    })
  }
  const report = await load.stop()
  for (const watch of watches) await watch.stop()
  tell(t, report)
  assert.deepEqual(
    watches.flatMap((watch) => watch.offences),
    [],
  )
  await assertStored(database.url, report)
  for (const url of replicas) {
    assert.deepEqual(await readCounters(url), { users: report.users.length, posts: report.posts.length })
  }
  for (const replica of [one, other]) assert.equal(replica.complaints(), '')
})

test('requests before the database exists wait for it', { timeout: 60_000 }, async (t) => {
  await using server = await startServer()
  const database = await createDatabase({ on: server, empty: true })
  await server.stop()
  await using service = await startService({ DATABASE_URL: database.url })
  assert.equal((await fetch(`${service.url}/health/startup`)).status, 503)
  assert.equal((await fetch(`${service.url}/health/ready`)).status, 503)
  const watch = watchReplica(service.url)
  const load = startLoad({ targets: () => [service.url], writers: 10, readers: 2 })
  await sleep(2_000)
  await server.start()
  await writing(load, 100)
  const report = await load.stop()
  await watch.stop()
  tell(t, report)
  assert.deepEqual(report.failures, [])
  assert.deepEqual(watch.offences, [])
  await assertStored(database.url, report)
  assert.ok(service.log.filter((line) => line.msg?.startsWith('the database')).length <= 2)
})

test(
  'a replica becomes unready only after the grace period, with the reason, and ready again immediately',
  { timeout: 60_000 },
  async () => {
    await using server = await startServer()
    const database = await createDatabase({ on: server })
    await using service = await startService({ DATABASE_URL: database.url, READINESS_GRACE_SECONDS: '5' })
    const readiness = async (): Promise<number> => (await fetch(`${service.url}/health/ready`)).status
    await until('ready', async () => (await readiness()) === 200)
    await server.restart('fast')
    assert.equal(await readiness(), 200)
    await until('up again', async () => (await readMetrics(service.url)).get('database_up') === 1)
    const stopped = performance.now()
    await server.stop()
    await until('unready', async () => (await readiness()) === 503)
    const unreadyMs = performance.now() - stopped
    assert.ok(unreadyMs > 4_900 && unreadyMs < 8_000, `${unreadyMs} ms`)
    const answer = await fetch(`${service.url}/health/ready`)
    const body = (await answer.json()) as Record<string, string>
    assert.equal(body['detail'], 'Database not ready')
    assert.match(body['reason'] ?? '', /^connection refused: /)
    assert.ok(Date.now() - Date.parse(body['since'] ?? '') < 15_000)
    assert.equal((await fetch(`${service.url}/health/live`)).status, 200)
    assert.equal((await fetch(`${service.url}/health/startup`)).status, 200)
    await server.start()
    await until('ready again', async () => (await readiness()) === 200, graceMs)
  },
)

async function writing(load: { report: () => LoadReport }, more: number): Promise<void> {
  const enough = load.report().posts.length + more
  await until(`${more} more posts`, () => load.report().posts.length >= enough, 20_000)
}

async function connects(replicas: readonly string[]): Promise<number> {
  const pages = await Promise.all(replicas.map(readMetrics))
  return pages
    .flatMap((page) =>
      ['ok', 'failed'].map((outcome) => page.get(`database_connects_total{outcome="${outcome}"}`) ?? 0),
    )
    .reduce((sum, count) => sum + count, 0)
}

function tell(t: TestContext, { requests, failures, longestMs, p99Ms }: LoadReport): void {
  t.diagnostic(`${requests} requests, ${failures.length} failed, p99 ${p99Ms} ms, longest ${longestMs} ms`)
}
