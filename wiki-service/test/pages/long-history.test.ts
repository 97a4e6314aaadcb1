import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from 'pg'
import { statements } from '../../src/database/statement.ts'
import { startPagesApi } from '../support/pages-api.ts'

/** Queries on the history of a page, with the parameters of a request. */
const asked: Readonly<Record<string, readonly (string | number)[]>> = {
  'revisions.list': [1, 2_147_483_647, 51],
  'revisions.one': [1, 5_000],
  'pages.atVersion': [1, 5_000],
  'pages.current': [1],
  'pages.byId': [1],
  'changes.back': [0, 9_007_199_254_740_991, 51],
  'changes.backBy': [0, 9_007_199_254_740_991, 51, 1],
  'changes.onwards': [5_000, 9_007_199_254_740_991, 51],
  'changes.onwardsBy': [5_000, 9_007_199_254_740_991, 51, 1],
}

test('reading a page with 10,000 versions takes as many rows as with ten', async () => {
  // Statements register themselves when they are loaded.
  await import('../../src/pages/store.ts')
  await using wiki = await startPagesApi()
  const { client, api } = wiki
  await client.POST('/pages', { body: { user_id: 1, title: 'Long', content: 'text' } })
  const database = new Client({ connectionString: api.databaseUrl })
  await database.connect()
  try {
    await database.query(`
      insert into revisions
      select post_id, number, nextval('revision_positions'), 'edit', path, title, content, tags, links, user_id, '', size, now()
      from revisions, generate_series(2, 10000) as number where post_id = 1 and version = 1`)
    await database.query(`update posts set version = 10000, position = 10000 where id = 1`)
    await database.query(`set plan_cache_mode = force_generic_plan; set enable_seqscan = off`)
    for (const [name, values] of Object.entries(asked)) {
      const statement = statements.find((one) => one.name === name)
      assert.ok(statement, name)
      const { rows } = await database.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
        `explain (analyze, format json, timing off, costs off) ${filledIn(statement.text, values)}`,
      )
      const read = rowsRead(rows[0]?.['QUERY PLAN'][0].Plan)
      assert.ok(read <= 60, `${name} reads ${read} rows`)
    }
  } finally {
    await database.end()
  }
  const { data, response } = await client.GET('/pages/{id}/revisions', { params: { path: { id: 1 } } })
  assert.deepEqual([data?.length, data?.[0]?.version], [50, 10_000])
  assert.match(response.headers.get('link') ?? '', /after=9951>/)
  const { response: old } = await client.GET('/pages/{id}/revisions/{version}', {
    params: { path: { id: 1, version: 1 } },
  })
  assert.equal(old.status, 200)
})

interface Node {
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Node[]
}

/** The maximum rows that any step of a plan reads. */
function rowsRead(node: Node | undefined): number {
  if (node === undefined) return 0
  const own = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
  return Math.max(own, ...(node.Plans ?? []).map(rowsRead))
}

function filledIn(text: string, values: readonly (string | number)[]): string {
  return text.replaceAll(/\$(\d)/g, (_, number: string) => String(values[Number(number) - 1]))
}
