import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import pg from 'pg'
import { Audit } from '../../proof/audit.ts'
import { Client } from '../../proof/load/client.ts'
import { EditedPages } from '../../proof/load/edited-pages.ts'
import { Load } from '../../proof/load/load.ts'
import type { Ended, Kind } from '../../proof/load/order.ts'
import type { Request } from '../../proof/load/request.ts'
import { createDatabase } from '../../wiki-service/test/support/postgres.ts'
import { startReadyService } from '../../wiki-service/test/support/service-process.ts'
import { until } from '../../wiki-service/test/support/until.ts'

const mark = 'proof-test'
const rate = 100

suite('the load on two replicas', () => {
  test('of which no request fails, and all that was acknowledged is found', async () => {
    await using stage = await startStage()
    const { audit, requests } = await loadUntil(stage, 'edit', 30)
    assert.deepEqual(
      requests.filter(({ failure }) => failure !== undefined),
      [],
    )
    const count = (...kinds: Kind[]): number => requests.filter(({ kind }) => kinds.includes(kind)).length
    const { rows, edits } = await audit.stored(requests, requests)
    const none = { lost: 0, doubled: 0, unanswered: 0 }
    const [created, edited] = [count('user', 'post', 'page'), count('edit')]
    assert.deepEqual(rows, { acknowledged: created, found: created, ...none })
    assert.deepEqual(edits, { acknowledged: edited, found: edited, ...none, gaps: 0 })
    assert.deepEqual(await audit.counters(), {
      users: { counter: count('user') - before.users, rows: count('user') - before.users },
      posts: { counter: count('post', 'page') - before.posts, rows: count('post', 'page') - before.posts },
    })
  })

  test('edits that meet are all stored, those of one version merged', async () => {
    await using stage = await startStage()
    const pages = new EditedPages()
    const clients = stage.urls.map((url) => new Client(url, url, 'localhost'))
    await stage.sql(`insert into users (name) values ('somebody')`)
    const send = async (request: Request, index: number): Promise<void> => {
      const answer = await clients[index % clients.length]?.exchange(request)
      assert.ok(answer !== undefined && answer.status < 300 && request.answeredBy(answer.body), JSON.stringify(answer))
    }
    await send(pages.create(`${mark}-0`, 1), 0)
    const edits = Array.from({ length: 40 }, (_, index) => pages.edit(`${mark}-${index + 1}`, 1))
    assert.ok(edits.filter(({ ifMatch }) => ifMatch === '"1"').length > 1)
    await Promise.all(edits.map(send))
    assert.equal(await stage.sql('select count(*), max(version) from revisions'), '41|41')
    for (const client of clients) client.close()
  })

  test('edits that are lost, stored twice or leave a gap are found', async () => {
    await using stage = await startStage()
    const { audit, requests } = await loadUntil(stage, 'edit', 10)
    // The newest version of a page that has one before it, so that a gap is there as well.
    await stage.sql(`delete from revisions where (post_id, version) = (select post_id, version from revisions
      where version > 1 order by position desc limit 1)`)
    const failed = { path: 'service', kind: 'edit', at: 0, latencyMs: 0, failure: '503', text: 'proof-test-x' } as const
    await stage.sql(`insert into revisions select post_id, 100 + position, position + 1000, 'edit', path, title, content, tags,
      links, user_id, 'proof-test-x', size, created_time from revisions where version = 1 order by position limit 2`)
    const all = [...requests, failed]
    const { rows, edits } = await audit.stored(all, all)
    assert.deepEqual([rows.lost, rows.doubled, rows.unanswered], [0, 0, 0])
    assert.deepEqual([edits.lost, edits.doubled, edits.unanswered], [1, 1, 1])
    assert.ok(edits.gaps >= 2)
    assert.equal((await audit.stored(all, [])).edits.lost, 0, 'one loss is told once')
  })
})

/** What `prepare` creates along two paths. */
const before = { users: 2, posts: 4 }

type Stage = Awaited<ReturnType<typeof startStage>>

async function startStage() {
  await using scope = new AsyncDisposableStack()
  const database = scope.use(await createDatabase())
  const services = await Promise.all(['a', 'b'].map(() => startReadyService({ DATABASE_URL: database.url })))
  for (const service of services) scope.use(service)
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  scope.defer(() => client.end())
  const sql = async (query: string): Promise<string> => {
    const { rows } = await client.query<unknown[]>({ text: query, rowMode: 'array' })
    return rows.map((row) => row.join('|')).join('\n')
  }
  const rest = scope.move()
  return { urls: services.map(({ url }) => url), sql, [Symbol.asyncDispose]: () => rest.disposeAsync() }
}

async function loadUntil({ urls, sql }: Stage, kind: Kind, count: number) {
  const requests: Ended[] = []
  const [ingress = '', service = ''] = urls
  const load = new Load({ targets: { ingress, service }, host: 'localhost', rate, mark }, (one) => requests.push(one))
  try {
    await load.prepare()
    const audit = await Audit.begin(
      { sql, rows: () => rowsOf(sql), counters: () => countersOf(urls), pods: async () => [] },
      mark,
    )
    load.resume()
    await until(
      `${count} × ${kind}`,
      async () => requests.filter((request) => request.kind === kind).length >= count,
      60_000,
    )
    await load.pause()
    return { audit, requests }
  } finally {
    load.close()
  }
}

async function rowsOf(sql: Stage['sql']) {
  const [users, posts] = await Promise.all(['users', 'posts'].map((table) => sql(`select count(*) from ${table}`)))
  return { users: Number(users), posts: Number(posts) }
}

function countersOf(urls: readonly string[]) {
  return Promise.all(
    urls.map(async (url) => {
      const text = await (await fetch(`${url}/metrics`)).text()
      const read = (name: string): number => Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1])
      return { users: read('users_created_total'), posts: read('posts_created_total') }
    }),
  )
}
