import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ifMatch, startPagesApi } from '../support/pages-api.ts'

test('writes of pages are counted by outcome', async () => {
  await using wiki = await startPagesApi()
  const { client, api } = wiki
  const { data: page } = await client.POST('/pages', { body: { user_id: 1, title: 'Counted', content: 'a\n\nb\n' } })
  assert.ok(page)
  const path = { id: page.id }
  const put = (version: number, content: string, query = {}) =>
    client.PUT('/pages/{id}', {
      params: { path, query, header: ifMatch(version) },
      body: { user_id: 1, title: 'Counted', content },
    })
  await put(1, 'A\n\nb\n')
  await put(1, 'a\n\nB\n', { merge: 'clean' })
  await put(1, 'AA\n\nb\n')
  await put(3, 'A\n\nB\n')
  await client.POST('/pages/{id}/move', { params: { path }, body: { user_id: 1, path: 'elsewhere' } })
  await client.DELETE('/pages/{id}', { params: { path }, body: { user_id: 1 } })
  await client.DELETE('/pages/{id}', { params: { path }, body: { user_id: 1 } })
  await client.POST('/pages/{id}/restore', { params: { path }, body: { user_id: 1 } })
  const { text } = await api.get('/metrics')
  const counted = Object.fromEntries(
    [...text.matchAll(/^wiki_page_writes_total\{outcome="(\w+)"\} (\d+)$/gm)].map(([, outcome, count]) => [
      outcome,
      Number(count),
    ]),
  )
  assert.deepEqual(counted, {
    created: 1,
    edited: 1,
    merged: 1,
    moved: 1,
    deleted: 1,
    restored: 1,
    unchanged: 1,
    conflict: 1,
    refused: 1,
  })
  assert.match(text, /^posts_created_total 1$/m)
})
