import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import pg from 'pg'
import { lockWaits } from '../support/lock-waits.ts'
import { openStores, rowsOf, within } from '../support/open-stores.ts'
import { createDatabase } from '../support/postgres.ts'
import { until } from '../support/until.ts'

test('ids count up from 1 without gaps, even across refused posts, and in the order of a batch', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  const names = Array.from({ length: 300 }, (_, index) => `user ${index + 1}`)
  const users = await Promise.all(names.map((name) => stores.users.create({ name }, within(5_000))))
  const ids = users.map((json) => (JSON.parse(json) as { id: number }).id)
  assert.deepEqual(
    ids.toSorted((one, other) => one - other),
    names.map((_, index) => index + 1),
  )
  const writers = [1, 999_999, 2, 0, 3, 2_147_483_647, 4]
  const posts = await Promise.all(
    writers.map((user_id) => stores.posts.create({ user_id, content: `by ${user_id}` }, within(5_000))),
  )
  assert.deepEqual(
    posts.map((json) => json && (JSON.parse(json) as { post_id: number }).post_id),
    [1, undefined, 2, undefined, 3, undefined, 4],
  )
  assert.deepEqual(await stores.creations(), { users: 300, posts: 4 })
})

test('a text is read as it was created, whatever it contains', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  const nasty = fc.constantFrom(
    '"',
    '\\',
    '\\u0000',
    '\u0001',
    '\b\t\n\f\r',
    '\u001f',
    '\u007f',
    '\u0085',
    '\u2028',
    '\u2029',
    '\ufeff',
    '\uffff',
    '😀',
    '</script>',
    "'; --",
    '$1',
    '{}',
    ',',
  )
  const text = fc
    .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 12 })
    .map((parts) => parts.join('').replaceAll('\0', ''))
  const writer = await stores.users.create({ name: 'writer' }, within(5_000))
  assert.equal(JSON.parse(writer).id, 1)
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (contents) => {
      const users = await Promise.all(contents.map((name) => stores.users.create({ name }, within(5_000))))
      const posts = await Promise.all(
        contents.map((content) => stores.posts.create({ user_id: 1, content }, within(5_000))),
      )
      for (const [index, content] of contents.entries()) {
        const user = JSON.parse(users[index] ?? '') as { id: number; name: string }
        const post = JSON.parse(posts[index] ?? '') as { post_id: number; content: string }
        assert.deepEqual([user.name, post.content], [content, content])
        assert.equal(await stores.users.get(user.id, within(5_000)), users[index])
        assert.equal(await stores.posts.get(post.post_id, within(5_000)), posts[index])
      }
      const first = (JSON.parse(posts[0] ?? '') as { post_id: number }).post_id
      const page = await stores.posts.list({ after: first - 1, limit: 200 }, within(5_000))
      assert.equal(String(page.body), `[${posts.join(',')}]`)
    }),
    { numRuns: 60 },
  )
})

test('a time whose fraction ends in zeros has six digits, from its creation on', async () => {
  await using database = await createDatabase()
  // The service calls now(), which resolves to this one first.
  await rowsOf(
    database.url,
    `create schema clock;
     create table clock.time (value text);
     create function clock.now() returns timestamptz language sql as $$ select value::timestamptz from clock.time $$`,
  )
  const name = new URL(database.url).pathname.slice(1)
  await rowsOf(database.url, `alter database ${name} set search_path = clock, pg_catalog, public`)
  for (const [time, printed] of [
    ['2026-11-23 03:39:24+00', '2026-11-23T03:39:24.000000Z'],
    ['2026-11-23 03:39:24.5+00', '2026-11-23T03:39:24.500000Z'],
    ['2026-11-23 03:39:24.349620+00', '2026-11-23T03:39:24.349620Z'],
    ['2026-11-23 05:39:24.000001+02', '2026-11-23T03:39:24.000001Z'],
  ]) {
    await rowsOf(database.url, `delete from clock.time; insert into clock.time values ('${time}')`)
    await using stores = await openStores(database.url)
    const created = await stores.users.create({ name: 'punctual' }, within(5_000))
    const { id, created_time } = JSON.parse(created) as { id: number; created_time: string }
    assert.equal(created_time, printed)
    assert.equal(await stores.users.get(id, within(5_000)), created)
  }
})

test('an invalid row of a batch fails alone', async () => {
  await using database = await createDatabase()
  await using stores = await openStores(database.url)
  for (const name of ['stays', 'leaves']) await stores.users.create({ name }, within(5_000))
  const other = new pg.Client({ connectionString: database.url })
  await other.connect()
  try {
    // The statement sees user 2; its foreign key check waits for this transaction, after which the user is gone.
    await other.query('begin; delete from users where id = 2')
    const posts = Promise.all(
      [1, 2, 1].map((user_id) => stores.posts.create({ user_id, content: `by ${user_id}` }, within(8_000))),
    )
    await until('the check waits', async () => (await lockWaits(database.url)) > 0)
    await other.query('commit')
    const [first, refused, last] = await posts
    assert.equal(refused, undefined)
    assert.deepEqual(
      [first, last].map((json) => JSON.parse(json ?? '').content as string),
      ['by 1', 'by 1'],
    )
    assert.deepEqual(await rowsOf(database.url, 'select user_id from posts'), [{ user_id: 1 }, { user_id: 1 }])
    assert.equal((await stores.creations())?.posts, 2)
  } finally {
    await other.end()
  }
})
