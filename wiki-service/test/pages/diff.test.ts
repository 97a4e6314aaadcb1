import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ifMatch, startPagesApi } from '../support/pages-api.ts'

const wiki = await startPagesApi()
after(() => wiki[Symbol.asyncDispose]())
const { client } = wiki

async function versionsOf(title: string, [first = '', ...others]: readonly string[]): Promise<number> {
  const { data } = await client.POST('/pages', { body: { user_id: 1, title, content: first } })
  assert.ok(data)
  for (const [index, content] of others.entries()) {
    const params = { path: { id: data.id }, header: ifMatch(index + 1) }
    assert.ok((await client.PUT('/pages/{id}', { params, body: { user_id: 1, title, content } })).data)
  }
  return data.id
}

const diff = (id: number, query: { from?: number; to?: number }) =>
  client.GET('/pages/{id}/diff', { params: { path: { id }, query } })

test('two versions are compared by lines, and by words within lines', async () => {
  const id = await versionsOf('Compared', ['a\nsee you on Friday\n', 'a\nsee you on Thursday\n', 'a\n'])
  const same = { kind: 'same' as const, text: 'a' }
  const last = { kind: 'same' as const, text: '' }
  const words = [
    { kind: 'same' as const, text: 'see you on ' },
    { kind: 'removed' as const, text: 'Friday' },
    { kind: 'added' as const, text: 'Thursday' },
  ]
  const changed = { kind: 'changed' as const, text: 'see you on Thursday', words }
  const { data } = await diff(id, { from: 1, to: 2 })
  const hunk = { from_line: 1, to_line: 1, lines: [same, changed, last] }
  assert.deepEqual(data, { from: 1, to: 2, granularity: 'words', hunks: [hunk] })
  const latest = await diff(id, {})
  assert.deepEqual([latest.data?.from, latest.data?.to], [2, 3])
  const removed = { kind: 'removed' as const, text: 'see you on Thursday' }
  assert.deepEqual(latest.data?.hunks[0]?.lines, [same, removed, last])
  assert.deepEqual((await diff(id, { from: 2, to: 2 })).data?.hunks, [])
})

test('a missing version or page is named', async () => {
  const id = await versionsOf('Once', ['a'])
  for (const query of [{ from: 0 }, { to: 2 }, { from: 1, to: 2_147_483_648 }])
    assert.equal((await diff(id, query)).response.status, 404)
  assert.equal((await diff(9_999, {})).response.status, 404)
  assert.equal((await diff(id, { from: 'x' as unknown as number })).response.status, 422)
})

test('texts with hardly a common line are compared within limits', async () => {
  const lines = (name: string) =>
    Array.from({ length: 90_000 }, (_, index) => (index % 2 ? 'same' : name + index)).join('\n')
  const id = await versionsOf('Bomb', [lines('a'), lines('b'), 'x '.repeat(400_000), 'y '.repeat(400_000)])
  const { data } = await diff(id, { from: 1, to: 2 })
  assert.equal(data?.truncated, true)
  assert.ok(JSON.stringify(data).length < 4_000_000)
  assert.equal((await diff(id, { from: 3, to: 4 })).data?.granularity, 'lines')
})
