import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { rowsOf } from '../support/open-stores.ts'
import { startPagesApi } from '../support/pages-api.ts'

const wiki = await startPagesApi()
after(() => wiki[Symbol.asyncDispose]())
const { client, api } = wiki

const tables = ['paths', 'revisions', 'links', 'page_tags', 'search_documents', 'search_titles']

async function create(title: string): Promise<number> {
  const body = { user_id: 1, title, content: `[[Elsewhere]] ${title}`, tags: ['kept'] }
  const { data } = await client.POST('/pages', { body })
  assert.ok(data)
  await rowsOf(api.databaseUrl, 'select index_pending(null, 100)')
  return data.id
}

/** The number of rows in each table of pages. */
async function counts(): Promise<number[]> {
  const select = tables.map((table) => `select count(*)::int as count from ${table}`).join(' union all ')
  return (await rowsOf<{ count: number }>(api.databaseUrl, select)).map(({ count }) => count)
}

test('deleting or truncating posts by SQL removes their pages, and no others', async () => {
  const removed = await create('Removed')
  const kept = await create('Kept')
  await rowsOf(api.databaseUrl, `delete from posts where id = ${removed}`)
  assert.deepEqual(await counts(), [1, 1, 1, 1, 1, 1])
  const status = async (id: number): Promise<number> =>
    (await client.GET('/pages/{id}', { params: { path: { id } } })).response.status
  assert.deepEqual([await status(removed), await status(kept)], [404, 200])
  await rowsOf(api.databaseUrl, 'truncate posts')
  assert.deepEqual(await counts(), [0, 0, 0, 0, 0, 0])
  assert.equal(await status(kept), 404)
  assert.equal(await status(await create('Kept')), 200)
})

test('users that SQL truncates take posts and pages along', async () => {
  await create('Truncated with its author')
  await rowsOf(api.databaseUrl, 'truncate users cascade')
  assert.deepEqual(await counts(), [0, 0, 0, 0, 0, 0])
})
