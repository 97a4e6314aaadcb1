import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { foldCounters } from '../../src/database/sweep.ts'
import { openStores, rowsOf, within } from '../support/open-stores.ts'
import { createDatabase } from '../support/postgres.ts'

test('counters start at 0, count creations by any client, and do not fall when rows are deleted', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  assert.deepEqual(await stores.creations(), { users: 0, posts: 0 })
  await Promise.all(Array.from({ length: 50 }, () => stores.users.create({ name: 'ann' }, within(5_000))))
  await rowsOf(database.url, `insert into users (name) select 'by hand' from generate_series(1, 7)`)
  await rowsOf(database.url, `insert into posts (content, user_id) select 'by hand', id from users limit 3`)
  assert.deepEqual(await stores.creations(), { users: 57, posts: 3 })
  await rowsOf(database.url, 'delete from posts; delete from users where id > 10; truncate posts')
  assert.deepEqual(await stores.creations(), { users: 57, posts: 3 })
})

test('a creation that was rolled back is not counted', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  await rowsOf(database.url, `begin; insert into users (name) values ('nobody'); rollback`)
  assert.deepEqual(await stores.creations(), { users: 0, posts: 0 })
})

test('creating does not wait for another transaction that has created rows and is still open', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  const others = Array.from({ length: 5 }, () => new pg.Client({ connectionString: database.url }))
  try {
    for (const other of others) {
      await other.connect()
      await other.query(`begin; insert into users (name) values ('not yet')`)
    }
    const started = performance.now()
    const created = await stores.users.create({ name: 'at once' }, within(5_000))
    // Waiting for a lock would take at least until the lock time-out of a second.
    assert.ok(performance.now() - started < 900)
    await stores.posts.create({ user_id: (JSON.parse(created) as { id: number }).id, content: '' }, within(5_000))
    assert.deepEqual(await stores.creations(), { users: 1, posts: 1 })
    for (const other of others) await other.query('commit')
    assert.deepEqual(await stores.creations(), { users: 6, posts: 1 })
  } finally {
    for (const other of others) await other.end()
  }
})

test('once a creation is answered, every replica counts it', async () => {
  await using database = await createDatabase()
  await using one = await openStores(database.url)
  await using other = await openStores(database.url)
  for (let created = 1; created <= 100; created += 1) {
    await one.users.create({ name: 'ann' }, within(5_000))
    const counts = await Promise.all([one.creations(), other.creations()])
    assert.deepEqual(
      counts.map((count) => count?.users),
      [created, created],
    )
  }
})

test('a statement that creates nothing adds nothing to the counters', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  const rows = async (): Promise<number> => (await rowsOf(database.url, 'select from creation_counters')).length
  const before = await rows()
  await stores.posts.create({ user_id: 5, content: 'of nobody' }, within(5_000))
  assert.equal(await rows(), before)
})

test('what a writer has in its own schemas changes no count', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  await rowsOf(
    database.url,
    `create schema own;
     create table own.creation_counters (resource text, created bigint);
     create function own.count(anyelement) returns bigint language sql as 'select 5::bigint';
     create function own.never(bigint, int) returns boolean language sql as 'select false';
     create operator own.> (function = own.never, leftarg = bigint, rightarg = int);
     set search_path = own, pg_catalog, public;
     insert into users (name) values ('Ada')`,
  )
  assert.deepEqual(await stores.creations(), { users: 1, posts: 0 })
  assert.deepEqual(await rowsOf(database.url, 'select from own.creation_counters'), [])
})

test('folding the counters changes no count, even during creations or other folds', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  const { database: connections } = stores.opened.batching
  const fold = (): Promise<unknown> => connections.query(foldCounters, [5], within(5_000))
  let counted = 0
  const watched = async (): Promise<void> => {
    const users = (await stores.creations())?.users ?? 0
    assert.ok(users >= counted, `${users} after ${counted}`)
    counted = users
  }
  for (let round = 0; round < 20; round += 1) {
    const created = Array.from({ length: 5 }, () => stores.users.create({ name: 'ann' }, within(5_000)))
    await Promise.all([...created, fold(), fold(), watched()])
  }
  for (let rows = 1_000; rows > 2;) {
    await fold()
    rows = (await rowsOf(database.url, 'select from creation_counters')).length
  }
  assert.deepEqual(await stores.creations(), { users: 100, posts: 0 })
})
