import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { bounds } from '../../src/database/bounds.ts'
import { KeptConnections } from '../../src/database/kept-connections.ts'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { openStores, rowsOf, within } from '../support/open-stores.ts'
import { createDatabase } from '../support/postgres.ts'
import { until } from '../support/until.ts'

test('one process never exceeds its maximum of connections, even if all begin at once', async () => {
  await using database = await createDatabase()
  await using proxy = await startCuttingProxy(database.url)
  proxy.freeze()
  await using stores = await openStores(proxy.url, { wait: false, settings: { DATABASE_POOL_SIZE: '12' } })
  const { opened, users } = stores
  // More than all lanes accept at once.
  const crowd = (): Promise<unknown> =>
    Promise.all(
      Array.from({ length: 1_000 }, (_, index) =>
        Promise.all([users.create({ name: `${index}` }, within(10_000)), users.get(1, within(10_000))]),
      ),
    )
  const first = crowd()
  await until('all wait', () => opened.batchers.some((batcher) => batcher.queued === 1_000))
  proxy.thaw()
  await first
  await crowd()
  const held = (await rowsOf(database.url, ours)).length
  assert.ok(held > 5 && held <= 12, `${held} connections`)
})

test('a database that is slow to accept connections does not get all of them at once', async () => {
  await using database = await createDatabase()
  await using proxy = await startCuttingProxy(database.url)
  await using stores = await openStores(proxy.url)
  const before = proxy.connections
  // The prober's connection continues; the first message on a new one is not answered.
  let opening = 0
  const isFirstMessage = (bytes: Buffer): boolean => bytes.length >= 8 && bytes[0] === 0
  proxy.plan = { request: (bytes) => (isFirstMessage(bytes) ? ((opening += 1), 'swallow') : 'pass') }
  const calls: Promise<unknown>[] = []
  for (let index = 0; index < 8; index += 1) {
    calls.push(stores.users.create({ name: `${index}` }, within(10_000)), stores.users.get(1, within(10_000)))
    // In separate turns, each takes its own lane.
    await nextTurn()
  }
  await until('connections are being opened', () => opening > 0)
  await sleep(bounds.connectTimeoutMs / 2)
  assert.ok(proxy.connections - before <= bounds.connectsAtOnce, `${proxy.connections - before} connections`)
  proxy.plan = {}
  await Promise.all(calls)
})

test('closing leaves no connection behind, not even one in use', async () => {
  await using database = await createDatabase()
  const stores = await openStores(database.url)
  const calls = Array.from({ length: 50 }, (_, index) => stores.users.create({ name: `${index}` }, within(10_000)))
  await sleep(2)
  await stores[Symbol.asyncDispose]()
  await Promise.allSettled(calls)
  await until('all connections are gone', async () => (await rowsOf(database.url, ours)).length === 0, 2_000)
})

test('idle connections that are cut cause no failure, and are no longer counted', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  const crowd = (): Promise<unknown> =>
    Promise.all(Array.from({ length: 1_000 }, (_, index) => stores.users.create({ name: `${index}` }, within(5_000))))
  await crowd()
  assert.ok(stores.opened.load().idle > 1)
  await rowsOf(database.url, `select pg_terminate_backend(pid) from pg_stat_activity where pid in (${ours})`)
  await until('they are gone', () => stores.opened.load().idle === 0)
  await crowd()
  assert.deepEqual(await stores.creations(), { users: 2_000, posts: 0 })
})

test('a statement whose answer arrived while the event loop was busy is not run again', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  await stores.users.create({ name: 'first' }, within(5_000))
  const connections = await rowsOf(database.url, ours)
  const second = stores.users.create({ name: 'second' }, within(15_000))
  // Sent at the end of the turn; by then none of the answer has been read.
  await nextTurn()
  const end = performance.now() + bounds.queryTimeoutMs + 500
  while (performance.now() < end);
  await second
  assert.deepEqual(await rowsOf(database.url, ours), connections)
  assert.deepEqual(await stores.creations(), { users: 2, posts: 0 })
})

test('unneeded connections return to the pool, the others are reused', async () => {
  await using database = await createDatabase()
  const pool = new pg.Pool({ connectionString: database.url })
  let closed: Promise<unknown>
  {
    using kept = new KeptConnections(50)
    const [one, other] = [await pool.connect(), await pool.connect()]
    kept.keep(one)
    kept.keep(other)
    await until('one has gone back', () => {
      // Always in use.
      const last = kept.take()
      if (last) kept.keep(last)
      return kept.count === 1
    })
    assert.equal(kept.take(), other)
    kept.keep(other)
    closed = Promise.all([once(one, 'end'), once(other, 'end')])
  }
  await until('both are in the pool', () => pool.idleCount === 2)
  // The pool ends before its connections do, and dropping the database would end them with an error.
  await pool.end()
  await closed
})

const ours = `select pid from pg_stat_activity where application_name = 'wiki-service' and datname = current_database()`
