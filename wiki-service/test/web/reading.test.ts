import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startApi } from '../support/api.ts'
import { createDatabase, startServer } from '../support/postgres.ts'
import { exchange } from '../support/raw-http.ts'
import { startReadyService } from '../support/service-process.ts'
import { until } from '../support/until.ts'

const scope = new AsyncDisposableStack()
const api = scope.use(await startApi())
after(() => scope.disposeAsync())
await api.post('/users', { name: 'Ana' })

const create = (origin: string, path: string, content: string) =>
  fetch(`${origin}/pages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: 1, title: path.split('/').at(-1), path, content }),
  })
const read = (path: string, headers: Readonly<Record<string, string>> = {}, origin = api.url) =>
  fetch(`${origin}/wiki/${path}`, { headers: { accept: 'text/html', ...headers } })

test('a page is sent again only if anything on it has changed, even on another page', async () => {
  await create(api.url, 'a', 'See [[b]].')
  const first = await read('a')
  const etag = first.headers.get('etag') ?? ''
  assert.match(await first.text(), /class="missing"/)
  const same = await read('a', { 'if-none-match': etag })
  assert.equal(same.status, 304)
  assert.equal(await same.text(), '')
  for (const known of ['*', `"other", ${etag}`])
    assert.equal((await read('a', { 'if-none-match': known })).status, 304, known)
  assert.equal((await read('a', { 'if-none-match': '*', cookie: 'wiki_keys=off' })).status, 304)

  await create(api.url, 'b', 'Back to [[a]].')
  const whole = await read('a', { 'if-none-match': etag })
  const text = await whole.text()
  assert.equal(whole.status, 200)
  assert.doesNotMatch(text, /class="missing"/)
  assert.match(text, /1 page links here/)

  const later = whole.headers.get('etag') ?? ''
  await create(api.url, 'unrelated/c', 'Nothing.')
  const other = await read('a', { 'if-none-match': later })
  assert.equal(other.status, 200, 'the tree has another page')
  assert.match(await other.text(), /Unrelated/)
})

test('the editor shows the text as readers see it, also after they have read it', async () => {
  const prose = (text: string) => /class="prose"[^>]*>([\s\S]*?)<\/(?:section|article)>/.exec(text)?.[1]
  const preview = async () => prose(await (await read('edited/one/-/edit')).text())
  await create(api.url, 'edited/one', 'To [[edited/two]].')
  const made = await preview()
  assert.match(made ?? '', /class="missing"/)
  await (await read('edited/one')).text()
  assert.equal(await preview(), made)
  await create(api.url, 'edited/two', 'Two.')
  assert.doesNotMatch((await preview()) ?? '', /class="missing"/)
})

test('the tree beside a view follows whatever is written, moved or removed', async () => {
  const links = async (): Promise<readonly string[]> => {
    const text = await (await read('tree/one/-/history')).text()
    const nav = /<nav class="tree"[\s\S]*?<\/nav>/.exec(text)?.[0] ?? ''
    return [...nav.matchAll(/href="[./]*wiki\/(tree[^"]*)"/g)].map(([, path]) => path ?? '')
  }
  await create(api.url, 'tree/one', 'One.')
  assert.deepEqual(await links(), ['tree/one'])
  const two = (await (await create(api.url, 'tree/two', 'Two.')).json()) as { id: number }
  assert.deepEqual(await links(), ['tree/one', 'tree/two'])
  await api.post(`/pages/${two.id}/move`, { user_id: 1, path: 'tree/three' })
  assert.deepEqual(await links(), ['tree/one', 'tree/three'])
})

test('results of a search name their authors, and the tree beside them follows what is written', async () => {
  const found = async (): Promise<string> =>
    (await fetch(`${api.url}/search?q=quetzal`, { headers: { accept: 'text/html' } })).text()
  await create(api.url, 'quetzals/one', 'A quetzal.')
  const text = await found()
  assert.match(text, /<nav class="tree"[^]*Quetzals[^]*<\/nav>/)
  assert.match(text, /<mark>quetzal<\/mark>[^]*users\/1">Ana<\/a>/)
  await create(api.url, 'toucans/one', 'A toucan.')
  assert.match(await found(), /<nav class="tree"[^]*Quetzals[^]*Toucans[^]*<\/nav>/)
})

test('readers have their own colours, names and forms of the same page', async () => {
  const plain = await (await read('a', { 'accept-encoding': 'identity' })).text()
  assert.equal(plain, await (await read('a')).text())
  assert.match(await (await read('a', { cookie: 'wiki_theme=dark' })).text(), /<html lang="en" data-theme="dark">/)
  assert.doesNotMatch(await (await read('a')).text(), /data-theme/)
  const named = await read('a', { cookie: 'wiki_author=1.QW5h' })
  assert.match(await named.text(), /Ana, your menu/)
  assert.doesNotMatch(await (await read('a')).text(), /Ana, your menu/)
  assert.match(named.headers.get('vary') ?? '', /Cookie/)
  assert.match(named.headers.get('cache-control') ?? '', /private/)
  assert.equal((await read('a', { accept: '*/*' })).headers.get('content-type'), 'text/html; charset=utf-8')
})

test(
  'while the database is down, recently read pages are shown as copies with their age, and typed text is kept',
  { timeout: 90_000 },
  async () => {
    await using server = await startServer()
    // It is removed with its server.
    const database = await createDatabase({ on: server })
    await using service = await startReadyService({ DATABASE_URL: database.url, REQUEST_DEADLINE_SECONDS: '6' })
    await fetch(`${service.url}/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"Ana"}',
    })
    await create(service.url, 'kept', 'Words to keep.')
    assert.match(await (await read('kept', {}, service.url)).text(), /Words to keep/)
    const home = () => fetch(service.url, { headers: { accept: 'text/html' } })
    assert.doesNotMatch(await (await home()).text(), /You are reading a copy/)
    await server.kill()
    const search = fetch(`${service.url}/search?q=kept`, { headers: { accept: 'text/html' } })
    for (const answer of await Promise.all([read('kept/-/history', {}, service.url), search])) {
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'])
      assert.match(await answer.text(), /can\u2019t reach its database/)
    }
    let copy: Response | undefined
    await until('a copy is served', async () => {
      copy = await read('kept', {}, service.url)
      return copy.headers.has('age')
    })
    assert.equal(copy?.status, 200)
    const text = await copy.text()
    assert.match(text, /You are reading a copy from <time[^>]*>[^]*Words to keep[^]*/)
    assert.match(text, /<button class="btn" type="button" disabled>/)
    // Each waits until its deadline.
    const [homeCopy, never, saved] = await Promise.all([
      home(),
      read('never-read', {}, service.url),
      fetch(`${service.url}/wiki/kept/-/edit`, {
        method: 'POST',
        headers: { origin: service.url },
        body: new URLSearchParams({ title: 'Kept', path: 'kept', text: 'typed & kept', base: '1' }),
      }),
    ])
    assert.match(homeCopy.headers.get('age') ?? '', /^\d+$/)
    assert.match(await homeCopy.text(), /You are reading a copy from <time[^>]*>[^]*wiki\/kept">kept</)
    assert.equal(never.status, 503)
    assert.equal(never.headers.get('retry-after'), '1')
    assert.match(await never.text(), /can\u2019t reach its database/)
    assert.equal(saved.status, 503)
    assert.match(await saved.text(), /This was not saved; your text is kept[^]*typed &#38; kept<\/textarea>/)
  },
)

test('a page is the same with or without the HTTP server', async () => {
  const ask = async (headers: string) => {
    const { answers } = await exchange(
      api.url,
      `GET /wiki/a HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n${headers}\r\n`,
      { answers: 1 },
    )
    const { status, headers: found, body } = answers[0] ?? {}
    const names = Object.keys(found ?? {}).toSorted()
    return { status, etag: found?.['etag'], names, body }
  }
  const server = await ask('Expect: nothing\r\n')
  const plain = await ask('')
  assert.equal(server.status, 200)
  assert.deepEqual(plain, server)
  const again = `If-None-Match: ${plain.etag}\r\n`
  const [short, plainly] = [await ask(`${again}Expect: nothing\r\n`), await ask(again)]
  assert.deepEqual([short.status, plainly.status, plainly.body], [304, 304, ''])
})
