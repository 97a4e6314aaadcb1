import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import pg from 'pg'
import { startApi } from '../support/api.ts'
import { readMetrics } from '../support/watch.ts'
import { rowsOf } from '../support/open-stores.ts'
import { lockWaits } from '../support/lock-waits.ts'
import { until } from '../support/until.ts'
import { FormBrowser } from './browser-form.ts'

const scope = new AsyncDisposableStack()
const api = scope.use(await startApi())
after(() => scope.disposeAsync())
await api.post('/users', { name: 'Ana' })

const create = (title: string, content: string) => api.post('/pages', { user_id: 1, title, content })
const home = async () => (await fetch(api.url, { headers: { accept: 'text/html' } })).text()

test('readers of the home page of a large wiki share one look for wanted pages', async () => {
  await create('First', '[[Nowhere]]')
  await rowsOf(
    api.databaseUrl,
    `insert into posts (content, user_id, title, path, version, tags, updated_by, updated_time)
     select '', 1, 'Page', 'page-' || i, 1, '{}', 1, now() from generate_series(1, 5001) as i`,
  )
  for (const text of await Promise.all(Array.from({ length: 10 }, home))) assert.match(text, /Nowhere/)
  await create('Second', '[[Elsewhere]]')
  assert.match(await home(), /Second[^]*Nowhere/)
  const metrics = await readMetrics(api.url)
  assert.equal(metrics.get('database_batch_size_count{statement="reading.wanted"}'), 1)
})

test('the tree of a large wiki shows at once what a form has changed', async () => {
  const ana = new FormBrowser(api.url)
  const tree = () => /<nav class="tree"[^]*?<\/nav>/.exec(ana.text)?.[0] ?? ''
  await ana.get('/wiki/first/-/edit')
  await ana.submit('Save', { title: 'Renamed' })
  assert.match(tree(), />Renamed</)
  await ana.get('/wiki/first/-/history')
  await ana.submit('Restore version 1')
  assert.match(tree(), />First</)
  await ana.submit('Move to trash')
  assert.doesNotMatch(tree(), />First</)
  await ana.submit('Undo')
  assert.match(tree(), />First</)
})

test('lists that read the whole wiki hold up no other reader', async () => {
  const locker = new pg.Client({ connectionString: api.databaseUrl })
  await locker.connect()
  try {
    await locker.query('begin; lock table links')
    const lists = ['/wanted', '/orphans', '/wiki/-/pages/wanted', '/wiki/-/pages/orphans']
    const slow = Array.from({ length: 40 }, (_, index) => api.get(lists[index % lists.length] ?? '', { accept: '*/*' }))
    await until('some wait for the links', async () => (await lockWaits(api.databaseUrl)) === 2)
    for (const path of ['/pages/1', '/posts/1', '/pages', '/changes'])
      assert.equal((await api.get(path)).status, 200, path)
    await locker.query('rollback')
    for (const { status } of await Promise.all(slow)) assert.equal(status, 200)
  } finally {
    await locker.end()
  }
})
