import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { type Answer, KeepAliveClient } from '../support/keep-alive-client.ts'
import { startLoad } from '../support/load.ts'
import { rowsOf } from '../support/open-stores.ts'
import { createDatabase, startServer } from '../support/postgres.ts'
import { type ServiceProcess, startReadyService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { readMetrics } from '../support/watch.ts'

test(
  'requests beyond the queue are refused immediately, and those in it are answered',
  { timeout: 60_000 },
  async () => {
    await using server = await startServer()
    const database = await createDatabase({ on: server })
    await using service = await startReadyService({ DATABASE_URL: database.url, MAX_QUEUE: '20' })
    await server.pause()
    const started = performance.now()
    let refusedBy = 0
    const answers = Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const answer = await post(service, '/users', { name: `${index}` })
        if (answer.status === 503) refusedBy = performance.now() - started
        return answer
      }),
    )
    await until(
      'some are refused',
      async () => ((await readMetrics(service.url)).get(refusals('queue_full')) ?? 0) > 10,
    )
    await server.resume()
    const all = await answers
    const refused = all.filter(({ status }) => status === 503)
    assert.equal(all.filter(({ status }) => status === 200).length + refused.length, 300)
    assert.ok(refused.length > 10 && refused.length < 290, `${refused.length} refused`)
    assert.ok(refusedBy < 2_500, `the last one was refused after ${refusedBy} ms`)
    assert.equal(refused[0]?.headers['retry-after'], '1')
    assert.equal(refused[0]?.body, '{"detail":"Service overloaded"}')
    assert.equal((await rowsOf(database.url, 'select from users')).length, 300 - refused.length)
    assert.equal((await post(service, '/users', { name: 'after' })).status, 200)
  },
)

test(
  'a request that waits for a lock is answered 503 at the deadline, no other waits, and the service recovers',
  { timeout: 60_000 },
  async () => {
    await using database = await createDatabase()
    await using service = await startReadyService({ DATABASE_URL: database.url, REQUEST_DEADLINE_SECONDS: '6' })
    assert.equal((await post(service, '/users', { name: 'first' })).status, 200)
    const other = new pg.Client({ connectionString: database.url })
    await other.connect()
    try {
      await other.query('begin; lock table posts in exclusive mode')
      const started = performance.now()
      const waiting = post(service, '/posts', { user_id: 1, content: 'waits' })
      const user = await post(service, '/users', { name: 'second' })
      assert.equal(user.status, 200)
      assert.ok(performance.now() - started < 3_000)
      const { status, headers, body } = await waiting
      const tookMs = performance.now() - started
      assert.deepEqual([status, headers['retry-after'], body], [503, '1', '{"detail":"Database not available"}'])
      assert.ok(tookMs >= 6_000 && tookMs < 7_500, `${tookMs} ms`)
      await other.query('commit')
      assert.equal((await post(service, '/posts', { user_id: 1, content: 'passes' })).status, 200)
    } finally {
      await other.end()
    }
  },
)

test(
  'a database that is down beyond the deadline results in 503, and the service recovers',
  { timeout: 60_000 },
  async () => {
    await using server = await startServer()
    const database = await createDatabase({ on: server })
    await using service = await startReadyService({ DATABASE_URL: database.url, REQUEST_DEADLINE_SECONDS: '6' })
    await server.stop()
    const started = performance.now()
    const answers = await Promise.all([
      post(service, '/users', { name: 'in vain' }),
      post(service, '/posts', { user_id: 1, content: 'in vain' }),
      get(service, '/users/1'),
      get(service, '/posts?limit=3'),
    ])
    const tookMs = performance.now() - started
    for (const { status, headers, body } of answers) {
      assert.deepEqual([status, headers['retry-after'], body], [503, '1', '{"detail":"Database not available"}'])
    }
    assert.ok(tookMs >= 6_000 && tookMs < 7_000, `${tookMs} ms`)
    await server.start()
    assert.equal((await post(service, '/users', { name: 'works' })).status, 200)
  },
)

test('when the disk is full, writes are refused immediately, reads continue, and the service recovers on its own', async () => {
  await using database = await createDatabase()
  await using service = await startReadyService({ DATABASE_URL: database.url })
  assert.equal((await post(service, '/users', { name: 'before' })).status, 200)
  // The failure that PostgreSQL reports when it cannot extend a table.
  await rowsOf(
    database.url,
    `create function disk_is_full() returns trigger language plpgsql as
       $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
     create trigger disk_is_full before insert on users for each statement execute function disk_is_full()`,
  )
  const started = performance.now()
  const answers = await Promise.all(Array.from({ length: 20 }, () => post(service, '/users', { name: 'full' })))
  assert.ok(performance.now() - started < 2_000)
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([503]))
  assert.equal((await get(service, '/users/1')).status, 200)
  assert.equal((await get(service, '/health/ready')).status, 200)
  const told = (): boolean =>
    service.log.some(
      ({ statement, reason }) =>
        String(statement).startsWith('users.create') && String(reason).startsWith('disk full: '),
    )
  await until('the log says why', told)
  await rowsOf(database.url, 'drop trigger disk_is_full on users')
  assert.equal((await post(service, '/users', { name: 'after' })).status, 200)
})

test('a server with fewer connections than the service uses serves all requests', { timeout: 60_000 }, async (t) => {
  // Three of them are reserved for superusers, which the tests are, and one serves the service's probes.
  await using server = await startServer({ settings: { max_connections: '6', max_wal_senders: '0' } })
  const database = await createDatabase({ on: server })
  await rowsOf(server.url, `create role wiki login password 'wiki' in role pg_read_all_data, pg_write_all_data`)
  await rowsOf(
    database.url,
    'grant create on schema public to wiki; grant all on all sequences in schema public to wiki',
  )
  const url = new URL(database.url)
  url.username = url.password = 'wiki'
  await using service = await startReadyService({ DATABASE_URL: url.href, DATABASE_POOL_SIZE: '12' })
  const load = startLoad({ targets: () => [service.url] })
  let failed = 0
  await until('connections are refused under load', async () => {
    failed = (await readMetrics(service.url)).get('database_connects_total{outcome="failed"}') ?? 0
    return failed > 0 && load.report().requests > 1_000
  })
  const report = await load.stop()
  t.diagnostic(`${report.requests} requests, ${failed} connects failed, longest ${report.longestMs} ms`)
  assert.deepEqual(report.failures, [])
  assert.ok(failed < report.requests / 40, `${failed} connects failed`)
})

async function post(service: ServiceProcess, path: string, body: unknown): Promise<Answer> {
  using client = new KeepAliveClient()
  return await client.send('POST', service.url + path, body)
}

async function get(service: ServiceProcess, path: string): Promise<Answer> {
  using client = new KeepAliveClient()
  return await client.send('GET', service.url + path)
}

function refusals(reason: string): string {
  return `http_requests_refused_total{reason="${reason}"}`
}
