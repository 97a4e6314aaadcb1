import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startApi } from '../support/api.ts'
import { FormBrowser } from './browser-form.ts'

const scope = new AsyncDisposableStack()
const api = scope.use(await startApi())
after(() => scope.disposeAsync())

const ana = new FormBrowser(api.url)

async function write(title: string, path: string, ...texts: readonly string[]): Promise<void> {
  await ana.get(`/wiki/-/new?title=${encodeURIComponent(title)}&path=${path}`)
  for (const [index, text] of texts.entries()) {
    if (index > 0) await ana.get(`/wiki/${path}/-/edit`)
    await ana.submit('Save', { text, ...(index === 0 && { name: 'Ana' }) })
  }
}

test('versions are compared, and an earlier one is restored', async () => {
  await write('Plan', 'plan', 'one\ntwo\nthree\n', 'one\n2 <b>\nthree\n', 'one\n3\nthree\n')
  await ana.get('/wiki/plan/-/history')
  await ana.submit('Compare the two chosen')
  assert.match(ana.url, /diff\?to=3&from=2|diff\?from=2&to=3/)
  assert.match(ana.text, /What changed in version 3[^]*1 place[^]*2 &#60;b&#62;/)
  await ana.get('/wiki/plan/-/diff?from=1&to=3&view=split')
  assert.match(ana.text, /What changed from version 1 to 3[^]*class="diff split mono"/)
  await ana.get('/wiki/plan/-/diff?from=3&to=1')
  assert.match(ana.text, /What changed from version 1 to 3/)
  for (const query of ['from=9&to=10', 'from=0', 'from=-1&to=99999999999', 'from=x', ''])
    assert.ok([200, 404].includes((await fetch(`${api.url}/wiki/plan/-/diff?${query}`)).status), query)
  await ana.get('/wiki/plan/-/history')
  await ana.submit('Restore version 1')
  assert.match(ana.text, /Version 4, edited/)
  assert.equal(await (await fetch(`${api.url}/wiki/plan/-/source`)).text(), 'one\ntwo\nthree\n')
  await ana.get('/wiki/plan/-/history')
  assert.match(ana.text, /Restored version 1/)
})

test('the history shows the size of each change in bytes', async () => {
  await write('Sizes', 'sizes', 'Grüße\n', 'Gruß\n')
  await ana.get('/wiki/sizes/-/history')
  assert.match(ana.text, /size in bytes[^]*&minus;2<[^]*\+8</)
})

test('a page is deleted and restored, also by Undo and to another path', async () => {
  await write('Parking', 'handbook/parking', 'x')
  await ana.submit('Move to trash')
  assert.match(ana.text, /&ldquo;Parking&rdquo; is in the trash/)
  assert.equal((await fetch(`${api.url}/wiki/handbook/parking`)).status, 404)
  await ana.submit('Undo')
  assert.equal(new URL(ana.url).pathname, '/wiki/handbook/parking')
  await ana.submit('Move to trash')
  await write('Other', 'handbook/parking', 'y')
  await ana.get('/wiki/-/trash')
  await ana.submit('Restore Parking')
  assert.equal(ana.status, 409)
  assert.match(ana.text, /Another page is at handbook\/parking by now/)
  await ana.submit('Restore', { path: 'handbook/parking-2025' })
  assert.equal(new URL(ana.url).pathname, '/wiki/handbook/parking-2025')
  await ana.get('/wiki/-/trash')
  assert.match(ana.text, /The trash is empty/)
})

test('a page moves with the pages below it, and the old address redirects', async () => {
  await write('Team', 'team', 'x')
  await write('Rota', 'team/rota', 'See [[team]] and [[nowhere/yet]].')
  await ana.get('/wiki/team')
  assert.match(ana.text, /1 page links here[^]*Rota/)
  await ana.get('/wiki/team/-/move')
  await ana.submit('Move', { path: 'plan' })
  assert.match(ana.text, /There is a page at plan already/)
  await ana.submit('Move', { path: 'a b' })
  assert.match(ana.text, /id="patherror">[A-Z]/)
  await ana.submit('Move', { path: 'people/team' })
  assert.equal(new URL(ana.url).pathname, '/wiki/people/team')
  await ana.get('/wiki/team/rota')
  assert.equal(new URL(ana.url).pathname, '/wiki/people/team/rota')
  assert.match(ana.text, /<a href="[./]*wiki\/nowhere\/yet" class="missing"/)
  assert.match(ana.text, /Pages[^]*People[^]*Team[^]*aria-current="page">Rota/)
  for (const action of ['history', 'edit']) {
    await ana.get(`/wiki/team/rota/-/${action}`)
    assert.equal(new URL(ana.url).pathname, `/wiki/people/team/rota/-/${action}`)
    await ana.get(`/wiki/nowhere/yet/-/${action}`)
    assert.match(ana.text, action === 'edit' ? /New page/ : /Rota<\/a> links to it/)
  }
  await ana.get('/wiki/-/pages/wanted')
  assert.match(ana.text, /nowhere\/yet/)
  await ana.get('/wiki/nowhere/yet')
  assert.match(ana.text, /Rota<\/a> links to it/)
  await ana.get('/wiki/-/pages?under=people')
  assert.match(ana.text, /Pages in People[^]*Team[^]*Rota/)
})

test('search is one address: a page for browsers, JSON for programs', async () => {
  await write('Zeppelin hangar', 'zeppelin', 'Ropes & <b>anchors</b> for mooring.')
  await ana.get('/search?q=mooring')
  assert.match(
    ana.text,
    /1 result for &ldquo;mooring&rdquo;[^]*Zeppelin hangar[^]*&#38; &#60;b&#62;[^]*<mark>mooring<\/mark>/,
  )
  await ana.submit('Apply', { under: 'people' })
  assert.match(ana.text, /Nothing about &ldquo;mooring&rdquo;[^]*No page that matches the filters/)
  await ana.get('/search')
  assert.match(ana.text, /<h1>Search<\/h1>/)
  for (const query of [
    "q='&|!()",
    'q=%00',
    'q=%ED%A0%80',
    `q=${'x'.repeat(2000)}`,
    'q=a&by=x&under=..&tag=%00&after=-1',
  ])
    assert.equal((await fetch(`${api.url}/search?${query}`, { headers: { accept: 'text/html' } })).status, 200, query)
  const json = await fetch(`${api.url}/search?q=mooring`)
  assert.match(json.headers.get('content-type') ?? '', /json/)
  assert.equal(json.headers.get('vary'), 'Accept')
  assert.equal(((await json.json()) as unknown[]).length, 1)
})

test('forms from another site have no effect', async () => {
  for (const action of ['edit', 'preview', 'merge', 'trash', 'restore', 'move']) {
    const answer = await fetch(`${api.url}/wiki/plan/-/${action}`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'text=evil&title=evil&path=plan&version=1&base=4',
    })
    assert.equal(answer.status, 403, action)
  }
  for (const path of ['-/new', '-/trash', '-/preferences'])
    assert.equal((await fetch(`${api.url}/wiki/${path}`, { method: 'POST', body: 'title=x' })).status, 403, path)
  assert.match((await api.get('/pages/by-path/plan')).text, /"version":4/)
})
