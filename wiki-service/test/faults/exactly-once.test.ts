import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertStored } from '../support/assert-stored.ts'
import { type Fate, startCuttingProxy } from '../support/cutting-proxy.ts'
import { faultScale } from '../support/fault-scale.ts'
import { openStores, type OpenStores, rowsOf, within } from '../support/open-stores.ts'
import { createDatabase } from '../support/postgres.ts'
import { until } from '../support/until.ts'

const cutsWanted = 60 * faultScale

for (const [name, fateOfRequest, fateOfAnswer] of [
  ['after a statement was sent and before its answer', oneOf('cut after'), passes],
  ['before a statement arrives', oneOf('cut'), passes],
  ['in the middle of a statement', oneOf('cut in the middle'), passes],
  ['in the middle of an answer', passes, oneOf('cut in the middle')],
  ['anywhere', oneOf('cut', 'cut after', 'cut in the middle'), oneOf('cut', 'cut in the middle')],
] as const) {
  test(`no write is lost or duplicated when connections break ${name}`, { timeout: 300_000 }, async (t) => {
    await using database = await createDatabase()
    await using proxy = await startCuttingProxy(database.url)
    await using stores = await openStores(proxy.url)
    // Cuts only what executes statements, not the service's connects and probes, so that the test makes progress.
    proxy.plan = {
      request: (bytes) => (isStatement(bytes) ? fateOfRequest() : 'pass'),
      answer: (bytes) => (isAnswer(bytes) ? fateOfAnswer() : 'pass'),
    }
    const started = performance.now()
    const created = await writeUntil(stores, () => proxy.cuts >= cutsWanted)
    const writes = created.users.length + created.posts.length
    t.diagnostic(`${writes} writes, ${proxy.cuts} cuts, ${Math.round(performance.now() - started)} ms`)
    proxy.plan = {}
    await assertStored(database.url, created)
    assert.deepEqual(await stores.creations(), { users: created.users.length, posts: created.posts.length })
  })
}

test('an attempt that still runs in the server after the service has given up on it does not take effect twice', async () => {
  await using database = await createDatabase()
  await using proxy = await startCuttingProxy(database.url)
  await using stores = await openStores(proxy.url)
  await stores.users.create({ name: 'first' }, within(5_000))
  // Creating takes longer than the service's first attempts wait for the key.
  await rowsOf(
    database.url,
    `create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(1.6); return null; end $$;
     create trigger dawdle after insert on posts for each statement execute function dawdle()`,
  )
  let cuts = 0
  proxy.plan = { request: (bytes) => (isStatement(bytes) && (cuts += 1) <= 2 ? 'cut after' : 'pass') }
  const post = await stores.posts.create({ user_id: 1, content: 'once' }, within(15_000))
  assert.ok(cuts >= 2)
  const rows = await rowsOf<{ id: number }>(database.url, 'select id from posts')
  assert.deepEqual(rows, [{ id: (JSON.parse(post ?? '') as { post_id: number }).post_id }])
})

test('an attempt that arrives after its rows were created one by one has no effect', async () => {
  await using database = await createDatabase()
  await using proxy = await startCuttingProxy(database.url)
  await using stores = await openStores(proxy.url)
  await stores.users.create({ name: 'first' }, within(5_000))
  await rowsOf(
    database.url,
    `create function refuse() returns trigger language plpgsql as
       $$ begin if new.content = 'bad' then raise exception 'bad' using errcode = '23514'; end if; return new; end $$;
     create trigger refuse before insert on posts for each row execute function refuse()`,
  )
  let statements = 0
  proxy.plan = { request: (bytes) => (isStatement(bytes) && (statements += 1) === 1 ? 'hold' : 'pass') }
  const outcomes = await Promise.allSettled(
    ['good', 'bad', 'fine'].map((content) => stores.posts.create({ user_id: 1, content }, within(10_000))),
  )
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  await rowsOf(database.url, 'drop trigger refuse on posts')
  assert.equal(proxy.deliver(), 1)
  const receipts = `select from pg_stat_activity where query like '%insert into posts%' and state = 'idle' and datname = current_database()`
  await until('the late attempt was executed', async () => (await rowsOf(database.url, receipts)).length > 0)
  await sleep(200)
  assert.deepEqual(await rowsOf(database.url, 'select content from posts order by id'), [
    { content: 'good' },
    { content: 'fine' },
  ])
})

test('a connection that swallows everything is abandoned, and so are older ones', { timeout: 30_000 }, async () => {
  await using database = await createDatabase()
  await using proxy = await startCuttingProxy(database.url)
  await using stores = await openStores(proxy.url)
  await openConnections(stores)
  const old = proxy.connections
  // Existing connections vanish, as after a failover; new ones and the prober's work.
  proxy.plan = { request: (bytes) => (isStatement(bytes) && proxy.connections === old ? 'swallow' : 'pass') }
  const started = performance.now()
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      await sleep(index * 5)
      await stores.users.create({ name: `after ${index}` }, within(15_000))
      await stores.users.get(1, within(15_000))
    }),
  )
  const elapsed = performance.now() - started
  assert.ok(elapsed < 6_500, `${elapsed} ms`)
})

test('a freeze of seconds causes no failure, and every write takes effect once', { timeout: 60_000 }, async (t) => {
  await using database = await createDatabase()
  await using proxy = await startCuttingProxy(database.url)
  await using stores = await openStores(proxy.url)
  for (const freezeMs of [1_000, 6_000]) {
    let thawed = false
    const freezing = (async () => {
      await sleep(100)
      proxy.freeze()
      await sleep(freezeMs)
      proxy.thaw()
      await sleep(500)
      thawed = true
    })()
    const before = (await stores.creations()) ?? { users: 0, posts: 0 }
    const created = await writeUntil(stores, () => thawed)
    await freezing
    t.diagnostic(`froze ${freezeMs} ms: longest wait ${Math.round(created.longestMs)} ms`)
    assert.ok(created.longestMs < freezeMs + 2_000, `${created.longestMs} ms`)
    const after = (await stores.creations()) ?? before
    assert.equal(after.users - before.users, created.users.length)
    assert.equal(after.posts - before.posts, created.posts.length)
    assert.equal((await rowsOf(database.url, 'select name from users group by name having count(*) > 1')).length, 0)
  }
})

interface Created {
  readonly users: readonly { readonly id: number; readonly name: string }[]
  readonly posts: readonly { readonly post_id: number; readonly user_id: number; readonly content: string }[]
  readonly longestMs: number
}

let writers = 0

/**
 * Writes continuously with many writers; every write has a unique text, and each is answered. Where most attempts are
 * cut, some writes need dozens, so they have a minute.
 */
async function writeUntil({ users, posts }: OpenStores, enough: () => boolean): Promise<Created> {
  const created = { users: [] as Created['users'][number][], posts: [] as Created['posts'][number][], longestMs: 0 }
  const write = async (): Promise<void> => {
    const writer = (writers += 1)
    for (let count = 0; !enough(); count += 1) {
      const started = performance.now()
      const user = JSON.parse(
        await users.create({ name: `${writer}/${count}` }, within(60_000)),
      ) as Created['users'][number]
      assert.equal(user.name, `${writer}/${count}`)
      created.users.push(user)
      const input = { user_id: user.id, content: `${writer}/${count}` }
      const [post, refused] = await Promise.all([
        posts.create(input, within(60_000)),
        posts.create({ user_id: 2_000_000_000, content: 'nobody' }, within(60_000)),
      ])
      assert.equal(refused, undefined)
      created.posts.push(JSON.parse(post ?? '') as Created['posts'][number])
      created.longestMs = Math.max(created.longestMs, performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: 12 }, write))
  return created
}

/** Opens all connections that the service will use. */
async function openConnections({ users }: OpenStores): Promise<void> {
  for (let round = 0; round < 5; round += 1) {
    const calls: Promise<unknown>[] = []
    for (let call = 0; call < 20; call += 1) {
      calls.push(users.create({ name: 'early' }, within(5_000)), users.get(1, within(5_000)))
      await sleep(1)
    }
    await Promise.all(calls)
  }
}

/**
 * PostgreSQL's protocol: Parse or Bind begins a statement. The one that opens a session has no name, which is the first
 * thing in a Parse.
 */
function isStatement(bytes: Buffer): boolean {
  return (bytes[0] === 0x50 && bytes[5] !== 0) || bytes[0] === 0x42
}

/** ParseComplete or BindComplete. The statement that opens a session is the only one whose rows are then described. */
function isAnswer(bytes: Buffer): boolean {
  const isDescribed = bytes[0] === 0x31 && bytes[10] === 0x54
  return (bytes[0] === 0x31 || bytes[0] === 0x32) && !isDescribed
}

function oneOf(...fates: Fate[]): () => Fate {
  return () => (Math.random() < 0.5 ? (fates[Math.floor(Math.random() * fates.length)] ?? 'pass') : 'pass')
}

function passes(): Fate {
  return 'pass'
}
