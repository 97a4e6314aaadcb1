import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startApi } from '../support/api.ts'

test('views of a page are counted under the status that they were answered with', async () => {
  await using api = await startApi()
  await api.post('/users', { name: 'Ana' })
  await api.post('/pages', { user_id: 1, title: 'Counted', content: 'Words.' })
  const views = ['history', 'edit', 'source', 'move', 'diff?from=1&to=1', 'versions/1']
  for (const view of views) {
    const response = await fetch(`${api.url}/wiki/counted/-/${view}`, { headers: { accept: 'text/html' } })
    await response.text()
    assert.equal(response.status, 200, view)
  }
  const { text } = await api.get('/metrics')
  const counted = [
    ...text.matchAll(/^http_request_duration_seconds_count\{.*route="\/wiki\/.*status="(\d+)"\} ([1-9]\d*)$/gm),
  ]
  assert.deepEqual(
    counted.flatMap(([, status, count]) => Array<string | undefined>(Number(count)).fill(status)),
    views.map(() => '200'),
  )
})
