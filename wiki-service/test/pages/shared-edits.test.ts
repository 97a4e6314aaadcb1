import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { lockWaits } from '../support/lock-waits.ts'
import { rowsOf } from '../support/open-stores.ts'
import { ifMatch, type PagesApi, startPagesApi } from '../support/pages-api.ts'
import { until } from '../support/until.ts'
import { readMetrics } from '../support/watch.ts'

test('edits that wait together share a commit, and one that fails does not fail the others', async () => {
  await using wiki = await startPagesApi()
  await using holder = await connectTo(wiki)
  const { databaseUrl } = wiki.api
  const [first = 0, ...others] = await createPages(wiki, ['first', 'a', 'b', 'c', 'refused'])
  await rowsOf(
    databaseUrl,
    `create function refuse() returns trigger language plpgsql as
       $$ begin if new.content = 'refused' then raise exception 'no' using errcode = '23514'; end if; return new; end $$;
     create trigger refuse before update on posts for each row execute function refuse()`,
  )
  await holder.hold(first)
  const edits = [edit(wiki, 'first', 'x')]
  await until('the first one waits', () => isWaitingForLock(wiki))
  for (const path of ['a', 'b', 'c']) edits.push(edit(wiki, path, `on ${path}`))
  await until('the others wait for it', async () => (await queued(wiki)) === 3)
  await holder.release()
  assert.deepEqual(await Promise.all(edits), [200, 200, 200, 200])
  assert.deepEqual(await commits(databaseUrl, others), { commits: 1, versions: 3 })

  await holder.hold(first)
  const later = [edit(wiki, 'first', 'y', 2)]
  await until('the first one waits', () => isWaitingForLock(wiki))
  later.push(edit(wiki, 'refused', 'refused'), edit(wiki, 'a', 'again', 2), edit(wiki, 'b', 'again', 2))
  await until('the others wait for it', async () => (await queued(wiki)) === 3)
  await holder.release()
  assert.deepEqual(await Promise.all(later), [200, 503, 200, 200])
  assert.deepEqual(await commits(databaseUrl, others), { commits: 3, versions: 5 })
})

test('an edit of a page that somebody is writing holds up no other edit', async () => {
  await using wiki = await startPagesApi()
  await using holder = await connectTo(wiki)
  const [busy = 0] = await createPages(wiki, ['busy', 'free'])
  await holder.client.query('begin')
  await holder.client.query('select from posts where id = $1 for update', [busy])
  let isDone = false
  const waiting = edit(wiki, 'busy', 'x').finally(() => (isDone = true))
  await until('it waits', () => isWaitingForLock(wiki, 'write_page'))
  assert.equal(await edit(wiki, 'free', 'y'), 200)
  assert.equal(await edit(wiki, 'free', 'z', 2), 200)
  assert.equal(isDone, false)
  await holder.release()
  assert.equal(await waiting, 200)
})

async function createPages({ client }: PagesApi, paths: readonly string[]): Promise<number[]> {
  const ids: number[] = []
  for (const path of paths) {
    const { data } = await client.POST('/pages', { body: { user_id: 1, title: path, path, content: 'one' } })
    ids.push(data?.id ?? 0)
  }
  return ids
}

async function edit({ client }: PagesApi, path: string, content: string, version = 1): Promise<number> {
  const { response } = await client.PUT('/pages/by-path/{path}', {
    params: { path: { path }, header: ifMatch(version) },
    body: { user_id: 1, title: path, content },
  })
  return response.status
}

/** A connection that makes writers of pages wait. */
async function connectTo({ api }: PagesApi) {
  const client = new pg.Client({ connectionString: api.databaseUrl })
  await client.connect()
  return {
    client,
    async hold(page: number) {
      await client.query('begin')
      await client.query(
        `insert into search_pending (post_id, document) values ($1, '{}') on conflict (post_id) do update set document = '{}'`,
        [page],
      )
    },
    release: () => client.query('rollback'),
    [Symbol.asyncDispose]: () => client.end(),
  }
}

async function isWaitingForLock({ api }: PagesApi, statement = 'edit_in_place'): Promise<boolean> {
  return (await lockWaits(api.databaseUrl, `%from ${statement}(%`)) > 0
}

async function queued({ api }: PagesApi): Promise<number | undefined> {
  return (await readMetrics(api.url)).get('database_batch_queue{statement="pages.edits"}')
}

/** Of the versions after the first. */
async function commits(databaseUrl: string, pages: readonly number[]) {
  const [row] = await rowsOf<{ commits: number; versions: number }>(
    databaseUrl,
    `select count(distinct xmin::text)::int as commits, count(*)::int as versions
     from revisions where version > 1 and post_id in (${pages.join()})`,
  )
  return row
}
