import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { KeepAliveClient } from '../support/keep-alive-client.ts'
import { createDatabase } from '../support/postgres.ts'
import { converse } from '../support/raw-http.ts'
import { type ServiceProcess, startReadyService } from '../support/service-process.ts'
import { until } from '../support/until.ts'

const get = 'GET /users HTTP/1.1\r\nHost: x\r\n\r\n'

test('a draining replica that still receives requests keeps serving', { timeout: 60_000 }, async () => {
  await using database = await createDatabase()
  const settings = { DRAIN_SECONDS: '2', DRAIN_LIMIT_SECONDS: '60' }
  await using service = await startReadyService({ DATABASE_URL: database.url, ...settings })
  await drainBegun(service)
  // Like clients that have not learned of its end, each on a new connection.
  for (const end = performance.now() + 5_000; performance.now() < end; await sleep(100)) {
    using client = new KeepAliveClient()
    const { status, headers } = await client.send('GET', `${service.url}/users`)
    assert.deepEqual([status, headers.connection], [200, 'close'])
  }
  assert.equal(await service.ended, 0)
})

test('probes do not prevent a replica from ending', { timeout: 60_000 }, async () => {
  await using database = await createDatabase()
  const settings = { DRAIN_SECONDS: '1', DRAIN_LIMIT_SECONDS: '600' }
  await using service = await startReadyService({ DATABASE_URL: database.url, ...settings })
  await drainBegun(service)
  const asking = (async () => {
    for (;;) {
      for (const path of ['/health/live', '/health/ready', '/metrics']) await (await fetch(service.url + path)).text()
      await sleep(50)
    }
  })().catch(() => {})
  assert.equal(await service.ended, 0)
  await asking
})

test('a draining replica that never stops receiving requests ends nevertheless', { timeout: 60_000 }, async () => {
  await using database = await createDatabase()
  const settings = { DRAIN_SECONDS: '1', DRAIN_LIMIT_SECONDS: '3' }
  await using service = await startReadyService({ DATABASE_URL: database.url, ...settings })
  await drainBegun(service)
  const asking = async (): Promise<never> => {
    for (;;) {
      using client = new KeepAliveClient()
      assert.equal((await client.send('GET', `${service.url}/users`)).status, 200)
    }
  }
  await Promise.all([assert.rejects(asking, { code: /ECONNREFUSED|ECONNRESET/ }), service.ended])
  assert.equal(await service.ended, 0)
})

test('a starved process answers what arrived meanwhile before it ends', { timeout: 60_000 }, async () => {
  await using database = await createDatabase()
  const settings = { DRAIN_SECONDS: '1', DRAIN_LIMIT_SECONDS: '2' }
  await using service = await startReadyService({ DATABASE_URL: database.url, ...settings })
  using kept = await converse(service.url, get)
  using unused = await converse(service.url, '')
  await until('it is answered', () => kept.heard().answers.length === 1)
  await drainBegun(service)
  service.signal('SIGSTOP')
  // Longer than it would serve.
  await sleep(3_000)
  using fresh = await converse(service.url, get)
  const all = [kept, unused, fresh]
  for (const conversation of [kept, unused]) conversation.say(get)
  service.signal('SIGCONT')
  assert.equal(await service.ended, 0)
  await until('all are closed', () => all.every((conversation) => conversation.isClosed()))
  assert.deepEqual(
    all.map((conversation) => conversation.heard().answers.map(({ status }) => status)),
    [[200, 200], [200], [200]],
  )
})

test('a partly received request is answered before the process ends', { timeout: 60_000 }, async () => {
  await using database = await createDatabase()
  const settings = { DRAIN_SECONDS: '0.5', DRAIN_LIMIT_SECONDS: '0.5' }
  await using service = await startReadyService({ DATABASE_URL: database.url, ...settings })
  const post = 'POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\n\r\n{"name":"Ada"}'
  using head = await converse(service.url, post.slice(0, 3))
  using body = await converse(service.url, post.slice(0, -3))
  await drainBegun(service)
  // By then it no longer listens.
  await until('the port is closed', () =>
    fetch(`${service.url}/health/live`).then(
      () => false,
      () => true,
    ),
  )
  head.say(post.slice(3))
  body.say(post.slice(-3))
  assert.equal(await service.ended, 0)
  await until('both are closed', () => head.isClosed() && body.isClosed())
  for (const { heard } of [head, body])
    assert.deepEqual(
      heard().answers.map(({ status, headers }) => [status, headers['connection']]),
      [[200, 'close']],
    )
})

async function drainBegun(service: ServiceProcess): Promise<void> {
  service.signal('SIGTERM')
  await until('it drains', () => service.log.some(({ msg }) => msg === 'draining'))
}
