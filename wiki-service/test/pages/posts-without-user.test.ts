import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rowsOf } from '../support/open-stores.ts'
import { createDatabase } from '../support/postgres.ts'
import { startReadyService } from '../support/service-process.ts'

test('an adopted post without a user is shown everywhere, and can become a page', async () => {
  await using database = await createDatabase({ empty: true })
  // As SQLAlchemy creates them.
  await rowsOf(
    database.url,
    `create table users (id serial primary key, name varchar, created_time timestamp with time zone);
     create table posts (id serial primary key, content varchar, user_id integer references users (id),
       created_time timestamp with time zone);
     insert into users (name) values ('Ann');
     insert into posts (content) values ('Orphan')`,
  )
  await using service = await startReadyService({ DATABASE_URL: database.url })
  const read = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${service.url}${path}`)
    assert.equal(answer.status, 200, path)
    return answer.json()
  }
  const post = Object(await read('/posts/1')) as object
  assert.deepEqual({ ...post, user_id: null }, post)
  assert.deepEqual(await read('/posts'), [post])
  const plain = Object(await read('/pages/1')) as object
  assert.deepEqual({ ...plain, created_by: null, updated_by: null, version: 1 }, plain)
  assert.equal((Object(await read('/pages/1/revisions')) as { user_id: unknown }[])[0]?.user_id, null)
  const titled = await fetch(`${service.url}/pages/1`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'if-match': '"1"' },
    body: JSON.stringify({ user_id: 1, title: 'Orphan', content: 'Found', path: 'orphan' }),
  })
  assert.equal(titled.status, 200, await titled.clone().text())
  const page = Object(await titled.json()) as object
  assert.deepEqual({ ...page, created_by: null, updated_by: 1, version: 2 }, page)
  const users = (Object(await read('/pages/1/revisions')) as { user_id: unknown }[]).map(({ user_id }) => user_id)
  assert.deepEqual(users, [1, null])
  assert.equal((Object(await read('/pages/1/revisions/1')) as { user_id: unknown }).user_id, null)
  assert.equal((Object(await read('/search?q=found')) as unknown[]).length, 1)
  const history = await fetch(`${service.url}/wiki/orphan/-/history`, { headers: { accept: 'text/html' } })
  const html = await history.text()
  for (const version of [1, 2]) assert.match(html, new RegExp(`versions/${version}"`), `version ${version}`)
  assert.match(html, /Somebody/)
  assert.doesNotMatch(html, /users\/0"/)
  for (const view of ['versions/1', 'diff?from=1&to=2', 'history?before=2']) {
    const { status } = await fetch(`${service.url}/wiki/orphan/-/${view}`)
    assert.equal(status, 200, view)
  }
})
