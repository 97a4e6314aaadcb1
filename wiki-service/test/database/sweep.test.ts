import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sweepOnce } from '../../src/database/sweep.ts'
import { openStores, rowsOf } from '../support/open-stores.ts'
import { createDatabase } from '../support/postgres.ts'

const running = new AbortController().signal

test('a sweep removes exactly the leftovers that nothing can refer to', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  await leave(database.url)
  await sweepOnce(stores.opened.batching.database, () => true, running)
  // Not older than any retry of the service can be, and not expired.
  assert.deepEqual(await leftovers(database.url), { creations: 1, pages: 1, counters: 1 })
  assert.deepEqual(await stores.creations(), { users: 3, posts: 0 })
})

test('a sweep removes sessions, links and failed sign-ins that have expired, and no others', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  await rowsOf(
    database.url,
    `insert into users (name) values ('Ann');
     insert into accounts (user_id, creation_key, login, role) values (1, gen_random_uuid(), 'ann', 'reader');
     insert into sessions (key, user_id, expires_time)
       values ('old', 1, now() - interval '1 second'), ('new', 1, now() + interval '1 minute');
     insert into one_time_links (key, user_id, expires_time)
       values ('old', 1, now() - interval '1 second'), ('new', 1, now() + interval '1 minute');
     insert into login_tries (key, tries, since) values ('old', 1, now() - interval '61 minutes'), ('new', 1, now() - interval '16 minutes')`,
  )
  await sweepOnce(stores.opened.batching.database, () => true, running)
  const left = `select key from sessions union all select key from one_time_links union all select key from login_tries`
  assert.deepEqual(await rowsOf(database.url, left), [{ key: 'new' }, { key: 'new' }, { key: 'new' }])
})

test('a sweep ends as soon as the database is down, or the service stops', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  await leave(database.url)
  const { database: connections } = stores.opened.batching
  const all = await leftovers(database.url)
  await sweepOnce(connections, () => false, running)
  await sweepOnce(connections, () => true, AbortSignal.abort())
  assert.deepEqual(await leftovers(database.url), all)
  let asked = 0
  await sweepOnce(connections, () => (asked += 1) === 1, running)
  assert.deepEqual(await leftovers(database.url), { ...all, creations: all.creations - rowsOfOneStatement })
})

const rowsOfOneStatement = 5_000

/** Of each kind more than one statement takes, and of the receipts one that is still needed. */
async function leave(url: string): Promise<void> {
  await rowsOf(
    url,
    `insert into creation_receipts (key, ids, created_time)
       select gen_random_uuid(), '{1}', now() - interval '11 minutes' from generate_series(1, 5001);
     insert into creation_receipts (key, ids) values (gen_random_uuid(), '{1}');
     insert into page_receipts (key, fingerprint, outcome, expires_time)
       select gen_random_uuid(), gen_random_uuid(), 'created', now() - interval '1 second' from generate_series(1, 5001);
     insert into page_receipts (key, fingerprint, outcome, expires_time)
       values (gen_random_uuid(), gen_random_uuid(), 'created', now() + interval '1 hour')`,
  )
  for (const name of ['ann', 'ben', 'cleo']) await rowsOf(url, `insert into users (name) values ('${name}')`)
}

async function leftovers(url: string) {
  const [row] = await rowsOf<{ creations: number; pages: number; counters: number }>(
    url,
    `select (select count(*)::int from creation_receipts) as creations, (select count(*)::int from page_receipts) as pages,
       (select count(*)::int from creation_counters where resource = 'users') as counters`,
  )
  assert.ok(row)
  return row
}
