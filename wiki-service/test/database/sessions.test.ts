import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startApi } from '../support/api.ts'
import { rowsOf } from '../support/open-stores.ts'
import { createDatabase } from '../support/postgres.ts'
import { startReadyService } from '../support/service-process.ts'

/** Settings that change how a time, number or name is read or written, at every place where they can be set. */
const oddSettings = {
  TimeZone: 'Asia/Kathmandu',
  DateStyle: 'SQL, DMY',
  IntervalStyle: 'sql_standard',
  extra_float_digits: '-15',
  lc_time: 'C',
  bytea_output: 'escape',
  array_nulls: 'off',
  standard_conforming_strings: 'off',
  statement_timeout: '20s',
  lock_timeout: '0',
  default_transaction_isolation: 'serializable',
  plan_cache_mode: 'force_custom_plan',
}

const options = Object.entries(oddSettings)
  .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', String.raw`\ `)}`)
  .join(' ')

test('times are correct and equal in every answer, whatever the connection string sets', async () => {
  await using database = await createDatabase()
  await assertTimes(database.url, `${database.url}?options=${encodeURIComponent(options)}`)
})

test('times are correct and equal in every answer, whatever the database sets', async () => {
  await using database = await createDatabase()
  const name = new URL(database.url).pathname.slice(1)
  for (const [setting, value] of Object.entries(oddSettings))
    await rowsOf(database.url, `alter database ${name} set ${setting} = '${value}'`)
  await assertTimes(database.url, database.url)
})

test('every session has the settings of the service and of the connection string', async () => {
  await using database = await createDatabase()
  const own = encodeURIComponent('-c TimeZone=Asia/Tokyo --work-mem=7MB -cstatement_timeout=1')
  await using service = await startReadyService({ DATABASE_URL: `${database.url}?options=${own}` })
  await post(service.url, 'Ann')
  const sql = `
    create function settings() returns trigger language plpgsql as $$ begin
      new.name = (select string_agg(current_setting(name), ' ') from unnest(
        '{TimeZone,work_mem,statement_timeout,lock_timeout,enable_seqscan,jit,plan_cache_mode}'::text[]) as name);
      return new;
    end $$;
    create trigger settings before insert on users for each row execute function settings()`
  await rowsOf(database.url, sql)
  await post(service.url, 'Bob')
  const user = (await (await fetch(`${service.url}/users/2`)).json()) as { name: string }
  assert.equal(user.name, 'UTC 7MB 3s 1s off off force_generic_plan')
})

test('the tables can be in a schema named by search_path', async () => {
  await using database = await createDatabase({ empty: true })
  await rowsOf(database.url, 'create schema app')
  const url = `${database.url}?options=-c%20search_path%3Dapp`
  await using service = await startReadyService({ DATABASE_URL: url })
  assert.equal(await post(service.url, 'Ann'), await (await fetch(`${service.url}/users/1`)).text())
  assert.match(await (await fetch(`${service.url}/metrics`)).text(), /^users_created_total 1$/m)
  const elsewhere = await rowsOf(
    database.url,
    `select relname from pg_class where relnamespace = 'public'::regnamespace`,
  )
  assert.deepEqual(elsewhere, [])
})

test('no variable that the driver reads reaches the database', async () => {
  await using database = await createDatabase()
  const { hostname, port, username, password, pathname } = new URL(database.url)
  await using api = await startApi({
    DATABASE_URL: '',
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: username,
    PGPASSWORD: password,
    PGDATABASE: pathname.slice(1),
    PGREPLICATION: 'database',
    PGBINARY: 'true',
    PGSSLNEGOTIATION: 'nonsense',
    PGCLIENT_ENCODING: 'latin1',
    PGAPPNAME: 'other',
    NODE_PG_FORCE_NATIVE: '1',
  })
  const { status, text } = await api.post('/users', { name: 'Zoë' })
  assert.equal(status, 200)
  assert.equal((await api.get('/users/1')).text, text)
})

/** Stores a row through the service, and reads it over a connection without settings. */
async function assertTimes(plainUrl: string, url: string): Promise<void> {
  await using service = await startReadyService({ DATABASE_URL: url })
  const before = Date.now()
  const created: string[] = []
  // Some alone, some in a batch.
  for (const name of ['Ann', 'Bob']) created.push(await post(service.url, name))
  created.push(...(await Promise.all(Array.from({ length: 20 }, (_, index) => post(service.url, `${index}`)))))
  for (const text of created) {
    const { id, created_time } = JSON.parse(text) as { id: number; created_time: string }
    assert.match(created_time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    const time = Date.parse(created_time)
    assert.ok(time >= before - 60_000 && time <= Date.now() + 60_000, created_time)
    assert.equal(await (await fetch(`${service.url}/users/${id}`)).text(), text)
  }
  const list = await (await fetch(`${service.url}/users?limit=200`)).json()
  assert.deepEqual(list, created.map((text) => JSON.parse(text) as object).toSorted(byId))
  assert.match(await (await fetch(`${service.url}/metrics`)).text(), /^users_created_total 22$/m)
  const [stored] = await rowsOf<{ count: number }>(
    plainUrl,
    `select count(*)::int from users where created_time between now() - interval '5 minutes' and now()`,
  )
  assert.equal(stored?.count, 22)
}

async function post(url: string, name: string): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/users`, { method: 'POST', headers, body: JSON.stringify({ name }) })
  assert.equal(answer.status, 200)
  return answer.text()
}

function byId(one: object, other: object): number {
  return (one as { id: number }).id - (other as { id: number }).id
}
