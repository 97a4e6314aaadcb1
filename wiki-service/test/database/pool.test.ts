import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCuttingProxy } from '../support/cutting-proxy.ts'
import { openStores, rowsOf, within } from '../support/open-stores.ts'
import { createDatabase } from '../support/postgres.ts'
import { until } from '../support/until.ts'

test('one process holds no more connections than it may, also when all begin at once', async () => {
  await using database = await createDatabase()
  await using proxy = await startCuttingProxy(database.url)
  proxy.freeze()
  await using stores = await openStores(proxy.url, { wait: false, settings: { DATABASE_POOL_SIZE: '12' } })
  const { opened, users } = stores
  // More than all lanes take at once.
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

test('closing leaves no connection behind, not even one that is being used', async () => {
  await using database = await createDatabase()
  const stores = await openStores(database.url)
  const calls = Array.from({ length: 50 }, (_, index) => stores.users.create({ name: `${index}` }, within(10_000)))
  await sleep(2)
  await stores[Symbol.asyncDispose]()
  await Promise.allSettled(calls)
  await until('all connections are gone', async () => (await rowsOf(database.url, ours)).length === 0, 2_000)
})

const ours = `select from pg_stat_activity where application_name = 'wiki-service' and datname = current_database()`
