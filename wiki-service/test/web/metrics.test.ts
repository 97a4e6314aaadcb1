import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startApi } from '../support/api.ts'
import { exchange } from '../support/raw-http.ts'
import { FormBrowser } from './browser-form.ts'

test('requests are counted by view, whatever the page', async () => {
  await using api = await startApi()
  const ana = new FormBrowser(api.url)
  await ana.get('/wiki/-/new?title=Plan&path=a/b')
  await ana.submit('Save', { text: 'one' })
  for (const action of ['edit', 'history', 'diff', 'versions/1', 'source', 'move', 'nothing', 'edit%0A"', 'merge'])
    await ana.get(`/wiki/a/b/-/${action}`)
  await ana.get('/wiki/a/b/-/edit')
  await ana.submit('Refresh', { text: 'two' })
  await ana.submit('Save')
  await exchange(api.url, 'GET /wiki/a/b HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n', { answers: 1 })
  await ana.get('/search?q=one')
  const { text } = await api.get('/metrics')
  const counts = [...text.matchAll(/^http_request_duration_seconds_count\{(.*"\/wiki.*)\} ([1-9]\d*)$/gm)]
  assert.deepEqual(
    counts.map(([, labels, count]) => `${labels} ${count}`.replaceAll(/(?:method|route|status)=|"/g, '')).toSorted(),
    [
      'GET,/wiki/*,200 3',
      'GET,/wiki/*/-/*,200 1',
      'GET,/wiki/*/-/*,404 2',
      'GET,/wiki/*/-/diff,200 1',
      'GET,/wiki/*/-/edit,200 2',
      'GET,/wiki/*/-/history,200 1',
      'GET,/wiki/*/-/move,200 1',
      'GET,/wiki/*/-/source,200 1',
      'GET,/wiki/*/-/versions,200 1',
      'GET,/wiki/-/new,200 1',
      'GET,/wiki/-/search,200 1',
      'POST,/wiki/*/-/edit,303 1',
      'POST,/wiki/*/-/preview,200 1',
      'POST,/wiki/-/new,303 1',
    ],
  )
  assert.match(text, /\{method="GET",route="\/wiki\/\*\/-\/move",status="503"\} 0\n/)
  assert.match(text, /\{method="POST",route="\/wiki\/\*\/-\/merge",status="409"\} 0\n/)
})
