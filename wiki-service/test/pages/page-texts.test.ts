import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { ifMatch, startPagesApi } from '../support/pages-api.ts'

const wiki = await startPagesApi()
after(() => wiki[Symbol.asyncDispose]())
const { client } = wiki

test('a page is stored with its links', async () => {
  const content = 'See [[Glossary]], [[b/c|that]] and [there](there), not [out](https://a.example) or `[[code]]`.'
  const { data } = await client.POST('/pages', { body: { user_id: 1, title: 'Links', path: 'hand/links', content } })
  assert.deepEqual(data?.links, ['glossary', 'b/c', 'hand/there'])
})

test('edits of different paragraphs are merged, and of the same one return the conflict', async () => {
  const { data: page } = await client.POST('/pages', { body: { user_id: 1, title: 'Two', content: 'a\n\nb\n' } })
  assert.ok(page)
  const params = { path: { id: page.id }, header: ifMatch(1) }
  const put = (content: string, merge?: 'clean') =>
    client.PUT('/pages/{id}', {
      params: { ...params, ...(merge && { query: { merge } }) },
      body: { user_id: 1, title: 'Two', content },
    })
  assert.equal((await put('a\n\nB\n')).response.status, 200)
  const merged = await put('A\n\nb\n', 'clean')
  assert.deepEqual([merged.response.status, merged.data?.content], [200, 'A\n\nB\n'])
  const refused = await put('a\n\nbb\n', 'clean')
  assert.equal(refused.response.status, 412)
  const { merge } = refused.error as unknown as { merge: unknown }
  assert.deepEqual(merge, {
    clean: false,
    conflicts: [{ field: 'content', base: 'b', yours: 'bb', current: 'B' }],
  })
})

test('a page whose text takes too long is stored, without links', async () => {
  const content = `[[a]] ${'!['.repeat(400_000)}`
  const { data, response } = await client.POST('/pages', { body: { user_id: 1, title: 'Hostile', content } })
  assert.deepEqual([response.status, data?.links, data?.content.length], [201, [], content.length])
})
