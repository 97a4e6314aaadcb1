import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import pg from 'pg'
import { migrate, MigrationRefused } from '../../src/database/migrate.ts'
import { startAlteringProxy } from '../support/altering-proxy.ts'
import { lockWaits } from '../support/lock-waits.ts'
import { openStores, rowsOf, within } from '../support/open-stores.ts'
import { createDatabase, startServer } from '../support/postgres.ts'
import { startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'

test('ten replicas that start at once on an empty database all become ready, and each migration runs once', async () => {
  await using database = await createDatabase({ empty: true })
  const clients = Array.from({ length: 10 }, () => new pg.Client({ connectionString: database.url }))
  const applied: string[] = []
  try {
    await Promise.all(
      clients.map(async (client) => {
        await client.connect()
        await migrate(client, (name) => applied.push(name))
      }),
    )
    const recorded = await rowsOf<{ name: string }>(database.url, 'select name from schema_migrations order by version')
    assert.deepEqual(
      applied.toSorted(),
      recorded.map((row) => row.name),
    )
  } finally {
    for (const client of clients) await client.end()
  }
  await using stores = await openStores(database.url)
  assert.equal((JSON.parse(await stores.users.create({ name: 'first' }, within(5_000))) as { id: number }).id, 1)
})

test('a database that is up to date is checked in one transaction', async () => {
  await using database = await createDatabase()
  await using proxy = await startAlteringProxy(database.url)
  const ended: string[] = []
  proxy.alter = (type, bytes) => {
    if (type === 'C') ended.push(bytes.toString('latin1', 5, bytes.length - 1))
    return undefined
  }
  const client = new pg.Client({ connectionString: proxy.url })
  await client.connect()
  try {
    await migrate(client, assert.fail)
  } finally {
    await client.end()
  }
  assert.equal(ended.filter((command) => command === 'COMMIT').length, 1)
})

test('tables of the original service are adopted with their rows, ids and counts', async () => {
  await using database = await createDatabase({ empty: true })
  // As SQLAlchemy creates them: serial ids, nullable columns without server defaults, and bounded texts if a model says
  // so.
  await rowsOf(
    database.url,
    `create table users (id serial not null, name varchar(100), created_time timestamp with time zone, primary key (id));
     create table posts (id serial not null, content varchar, user_id integer references users (id),
       created_time timestamp with time zone, primary key (id));
     create index ix_users_id on users (id);
     insert into users (name, created_time) values ('Ann', '2024-02-29 12:00:00.5+00'), (null, null), ('Bob', now());
     insert into posts (content, user_id, created_time) values ('Hello', 1, '2024-03-01 00:00:00+02'), (null, 3, null),
       ('Nobody', null, '2024-03-01 00:00:00+02');
     delete from users where id = 2`,
  )
  await using stores = await openStores(database.url)
  assert.equal(
    await stores.users.get(1, within(5_000)),
    '{"id":1,"name":"Ann","created_time":"2024-02-29T12:00:00.500000Z"}',
  )
  assert.equal(
    await stores.posts.get(1, within(5_000)),
    '{"post_id":1,"content":"Hello","user_id":1,"created_time":"2024-02-29T22:00:00.000000Z"}',
  )
  assert.match(
    (await stores.posts.get(2, within(5_000))) ?? '',
    /^\{"post_id":2,"content":"","user_id":3,"created_time":"20/,
  )
  const ownerless = '{"post_id":3,"content":"Nobody","user_id":null,"created_time":"2024-02-29T22:00:00.000000Z"}'
  assert.equal(await stores.posts.get(3, within(5_000)), ownerless)
  const texts = await Promise.all([1, 2, 3].map((id) => stores.posts.get(id, within(5_000))))
  const page = await stores.posts.list({ after: 0, limit: 9 }, within(5_000))
  assert.equal(page.body.toString(), `[${texts.join(',')}]`)
  assert.deepEqual(await stores.creations(), { users: 2, posts: 3 })
  const long = 'x'.repeat(1_000)
  const created = JSON.parse(await stores.users.create({ name: long }, within(5_000))) as { id: number; name: string }
  assert.deepEqual([created.id, created.name], [4, long])
  assert.deepEqual(await stores.creations(), { users: 3, posts: 3 })
})

test('times without a zone, as in older models of the original service, mean UTC', async () => {
  await using database = await createDatabase({ empty: true })
  await rowsOf(
    database.url,
    `create table users (id serial primary key, name varchar not null, created_time timestamp without time zone);
     create table posts (id serial primary key, content text not null, user_id integer references users (id),
       created_time timestamp without time zone);
     insert into users (name, created_time) values ('Ann', '2024-02-29 12:00:00.5')`,
  )
  await using stores = await openStores(database.url)
  assert.match((await stores.users.get(1, within(5_000))) ?? '', /"2024-02-29T12:00:00.500000Z"/)
  const created = await stores.users.create({ name: 'Bob' }, within(5_000))
  assert.equal(await stores.users.get(2, within(5_000)), created)
})

test('a database of a newer version is refused with the reason, until it is one of ours', async () => {
  await using database = await createDatabase()
  await rowsOf(database.url, `insert into schema_migrations values (9999, '9999_from_the_future.sql', '')`)
  await using service = await startService({ DATABASE_URL: database.url })
  const readiness = async (): Promise<Record<string, string>> =>
    (await fetch(`${service.url}/health/ready`)).json() as Promise<Record<string, string>>
  await until('the reason is given', async () => /9999_from_the_future/.test((await readiness())['reason'] ?? ''))
  assert.match((await readiness())['reason'] ?? '', /run a newer version/)
  assert.equal((await fetch(`${service.url}/health/startup`)).status, 503)
  assert.equal((await fetch(`${service.url}/health/live`)).status, 200)
  const complaints = () => service.log.filter((line) => JSON.stringify(line).includes('from_the_future'))
  await until('the log says it', () => complaints().length > 0)
  await rowsOf(database.url, 'delete from schema_migrations where version = 9999')
  await until('ready', async () => (await fetch(`${service.url}/health/ready`)).ok)
  assert.equal(complaints().length, 1)
})

test('a migration that was changed after it was applied is refused', async () => {
  await using database = await createDatabase()
  await rowsOf(database.url, `update schema_migrations set checksum = 'other' where version = 1`)
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    await assert.rejects(
      migrate(client, () => {}),
      (error) => error instanceof MigrationRefused && /0001_/.test(error.message),
    )
  } finally {
    await client.end()
  }
})

test('a restart of the database during a migration rolls it back, and the next attempt applies it', async () => {
  await using server = await startServer()
  const database = await createDatabase({ on: server, empty: true })
  await rowsOf(
    database.url,
    `create table users (id serial primary key, name varchar, created_time timestamptz);
    create table posts (id serial primary key, content text, user_id int references users (id), created_time timestamptz)`,
  )
  const holder = new pg.Client({ connectionString: database.url })
  holder.on('error', () => {})
  await holder.connect()
  await holder.query('begin; lock table posts in access share mode')
  await using stores = await openStores(database.url, { wait: false })
  await until(
    'a migration waits in its middle',
    async () => (await lockWaits(database.url, '%alter table posts%')) === 1,
  )
  await server.restart('immediate')
  await until('the database is up', () => stores.opened.availability.state.up)
  const files = await readdir(new URL('../../migrations/', import.meta.url))
  assert.equal((await rowsOf(database.url, 'select from schema_migrations')).length, files.length)
})
