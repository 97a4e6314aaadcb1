import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertStored } from '../support/assert-stored.ts'
import { type Load, startLoad } from '../support/load.ts'
import { rowsOf } from '../support/open-stores.ts'
import { startPgBouncer } from '../support/pgbouncer.ts'
import { createDatabase, startServer } from '../support/postgres.ts'
import { startReadyService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { readMetrics } from '../support/watch.ts'

const inSchema = 'options=-c%20search_path%3Dapp'

const houses = [
  { poolMode: 'transaction', settings: {} },
  { poolMode: 'session', settings: {} },
  { poolMode: 'session', settings: { DATABASE_POOLER: 'session' } },
] as const

for (const { poolMode, settings } of houses) {
  const name = `${poolMode} mode${'DATABASE_POOLER' in settings ? ', which the settings tell' : ''}`
  test(`behind PgBouncer in ${name}, nothing is lost, nothing fails, and nothing is left behind`, async (t) => {
    await using server = await startServer({ settings: { TimeZone: 'Asia/Kathmandu', DateStyle: 'SQL, DMY' } })
    const database = await createDatabase({ on: server, empty: true })
    await rowsOf(database.url, 'create schema app')
    await using pooler = await startPgBouncer(database.url, poolMode)
    await using service = await startReadyService({ DATABASE_URL: `${pooler.url}?${inSchema}`, ...settings })
    const load = startLoad({ targets: () => [service.url], writers: 20, readers: 4 })
    await writing(load, 500)
    const calm = await readMetrics(service.url)
    await pooler.restart()
    await writing(load, 300)
    await server.restart('fast')
    await writing(load, 300)
    const { requests, ...report } = await load.stop()
    const metrics = await readMetrics(service.url)
    const connects = metrics.get('database_connects_total{outcome="ok"}') ?? 0
    t.diagnostic(`${requests} requests, ${connects} connects`)
    assert.deepEqual(report.failures, [])
    await assertStored(`${database.url}?${inSchema}`, report)
    assert.equal(metrics.get('posts_created_total'), report.posts.length)
    // No statement costs a connection, and none is retried because it was not prepared.
    assert.ok(connects <= 60, `${connects} connects`)
    for (const reason of ['lost', 'refused', 'conflict'])
      assert.equal(calm.get(`database_retries_total{reason="${reason}"}`), 0, reason)
    await assertTimes(service.url)
    if (poolMode === 'transaction') await assertUntouched(pooler.url)
  })
}

async function writing(load: Load, more: number): Promise<void> {
  const enough = load.report().posts.length + more
  await until(`${more} more posts`, () => load.report().posts.length >= enough, 30_000)
}

async function assertTimes(url: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/users`, { method: 'POST', headers, body: '{"name":"now"}' })
  const text = await answer.text()
  const { id, created_time } = JSON.parse(text) as { id: number; created_time: string }
  assert.ok(Math.abs(Date.parse(created_time) - Date.now()) < 60_000, created_time)
  assert.equal(await (await fetch(`${url}/users/${id}`)).text(), text)
}

/** Other clients of the pooler share its sessions, and must find them as the server creates them. */
async function assertUntouched(url: string): Promise<void> {
  const sql = `select current_setting('lock_timeout') as lock, current_setting('enable_seqscan') as scan,
    current_setting('TimeZone') as zone, current_setting('search_path') as path, count(*)::int as prepared
    from (select 1) as one left join pg_prepared_statements on true group by 1, 2, 3, 4`
  const found = await Promise.all(Array.from({ length: 30 }, () => rowsOf(url, sql)))
  const untouched = { lock: '0', scan: 'on', zone: 'Asia/Kathmandu', path: '"$user", public', prepared: 1 }
  for (const [row] of found) assert.deepEqual(row, untouched)
}
