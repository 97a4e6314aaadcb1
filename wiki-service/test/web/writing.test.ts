import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startApi } from '../support/api.ts'
import { FormBrowser } from './browser-form.ts'

const scope = new AsyncDisposableStack()
const api = scope.use(await startApi())
after(() => scope.disposeAsync())

test('a first page is written, read and edited by forms, and its history shown', async () => {
  const ana = new FormBrowser(api.url)
  await ana.get('/')
  await ana.submit('Write it', { title: 'How we work' })
  assert.match(ana.text, /value="How we work"/)
  const text = '\nFirst line\n\n  <b>& "quotes"\n'
  await ana.submit('Save', { text, name: 'Ana Ruiz', path: 'handbook/How-We-Work', summary: 'begun' })
  assert.equal(ana.status, 200, ana.text)
  assert.equal(new URL(ana.url).pathname, '/wiki/handbook/how-we-work')
  assert.match(ana.text, /<h1>How we work<\/h1>[^]*Version 1, edited [^]*Ana Ruiz/)
  const page = (await api.get('/pages/by-path/handbook/how-we-work')).json as { id: number; content: string }
  assert.equal(page.content, text)

  await ana.get('/wiki/handbook/how-we-work/-/edit')
  assert.doesNotMatch(ana.text, /id="name"/)
  await ana.submit('Save', { text: `${text}more\n`, summary: 'more' })
  assert.match(ana.text, /Version 2, edited/)
  assert.equal(((await api.get(`/pages/${page.id}`)).json as { content: string }).content, `${text}more\n`)
  await ana.get('/wiki/handbook/how-we-work/-/history')
  assert.match(ana.text, /2 versions since[^]*>\s*more\s*<[^]*>\s*begun\s*</)
  await ana.get('/wiki/handbook/how-we-work/-/versions/1')
  assert.match(ana.text, /You are reading version 1[^]*version 2/)
  await ana.get('/wiki/handbook/how-we-work/-/source')
  assert.equal(ana.text, `${text}more\n`)
  await ana.get('/')
  assert.match(ana.text, /How we work<\/a> <span class="quiet small">in Handbook<\/span>[^]*Ana Ruiz<\/a>: more/)
})

test('a form sent twice creates one page, and one edit', async () => {
  const [one, two] = [new FormBrowser(api.url), new FormBrowser(api.url)]
  await one.get('/wiki/-/new?title=Twice')
  two.url = one.url
  two.text = one.text
  await Promise.all([one, two].map((browser) => browser.submit('Save', { text: 'once' })))
  assert.equal(one.url, two.url)
  assert.equal(new URL(one.url).pathname, '/wiki/twice')
  assert.equal((await api.get('/pages/by-path/twice-2')).status, 404)
  const users = (await api.get('/users')).json as { name: string }[]
  assert.equal(users.filter(({ name }) => name === 'Anonymous').length, 1)

  // Back to the form, to enter something else.
  await one.get('/wiki/-/new?title=Again')
  two.text = one.text
  await one.submit('Save', { text: 'first' })
  await two.submit('Save', { text: 'second' })
  assert.equal(new URL(two.url).pathname, '/wiki/again-2')
})

test('the fields of a form show what is wrong, and the text is kept', async () => {
  const ana = new FormBrowser(api.url)
  await ana.get('/wiki/-/new')
  const typed = { title: '  ', path: 'a b', text: 'kept', summary: 'x'.repeat(501) }
  await ana.submit('Save', typed)
  assert.equal(ana.status, 422)
  for (const field of ['title', 'path', 'summary']) assert.match(ana.text, new RegExp(`id="${field}error">[A-Z]`))
  assert.match(ana.text, />\nkept<\/textarea>/)
  await ana.submit('Save', { title: '!?', path: '', summary: '' })
  assert.match(ana.text, /The title has no letter or digit, so the page requires a path/)
  await ana.submit('Save', { title: 'Twice', path: 'twice' })
  assert.equal(ana.status, 409)
  assert.match(ana.text, /Another page has this path/)
  await ana.submit('Save', { path: '', text: 'x'.repeat(1024 * 1024 + 1) })
  assert.equal(ana.status, 422)
  assert.match(ana.text, /A page can contain up to 1 MiB of text/)
  await ana.submit('Save', { text: 'nul \0' })
  assert.match(ana.text, /id="texterror">/)
})

test('the preview is shown with the text', async () => {
  const ana = new FormBrowser(api.url)
  await ana.get('/wiki/handbook/desk-map/-/edit')
  assert.match(ana.text, /value="Desk map"[^]*value="handbook\/desk-map"/)
  await ana.submit('Refresh', { text: 'Some *words*', summary: 'why' })
  assert.equal(ana.status, 200)
  assert.match(ana.text, /Some \*words\*<\/textarea>[^]*<section class="prose"[^>]*>[^]*<em>words<\/em>/)
  assert.match(ana.text, /value="why"/)
  await ana.get('/wiki/twice/-/edit')
  await ana.submit('Refresh', { text: 'Other' })
  assert.match(ana.text, />\nOther<\/textarea>/)
  await ana.submit('Save')
  assert.match(ana.text, /Version 2/)
})

test('when two people change the same line, the later one chooses, and nothing is lost', async () => {
  const [ana, ben] = [new FormBrowser(api.url), new FormBrowser(api.url)]
  await ana.get('/wiki/-/new?title=Release')
  await ana.submit('Save', { text: 'a\nwait 30 minutes\nb\nc\nd\n', name: 'Ana' })
  await ana.get('/wiki/release/-/edit')
  await ben.get('/wiki/release/-/edit')
  await ana.submit('Save', { text: 'a\nwait 45 minutes\nb\nc\nd\n' })
  await ben.submit('Save', { text: 'a\nwait one hour\nb\nc\nd\n', name: 'Ben' })
  assert.equal(ben.status, 409)
  assert.match(ben.text, /Ana saved version 2[^]*while you were editing version 1/)
  assert.match(ben.text, /wait 45 minutes[^]*Save as version 3/)
  await ben.submit('Save as version 3')
  assert.equal(ben.status, 409)
  assert.match(ben.text, /A choice is open/)
  assert.match(ben.text, /Ana&rsquo;s, version 2/)
  await ben.submit('Save as version 3', { c1: 'hand', hand1: 'wait one hour, or 45 minutes' })
  assert.match(ben.text, /Version 3, edited[^]*Ben/)
  const { json } = await api.get('/pages/by-path/release')
  assert.equal((json as { content: string }).content, 'a\nwait one hour, or 45 minutes\nb\nc\nd\n')
})

test('two people change different lines: both changes are saved, and the later one is told with whose', async () => {
  const [ana, ben] = [new FormBrowser(api.url), new FormBrowser(api.url)]
  await ana.get('/wiki/-/new?title=Both')
  await ana.submit('Save', { text: 'one\n\ntwo\n', name: 'Ana <b>' })
  for (const browser of [ana, ben]) await browser.get('/wiki/both/-/edit')
  await ana.submit('Save', { text: 'ONE\n\ntwo\n' })
  await ben.submit('Save', { text: 'one\n\nTWO\n', name: 'Ben' })
  assert.match(ben.text, /Merged with Ana &#60;b&#62;&rsquo;s version 2, and saved as version 3\./)
  assert.match(ben.text, /<p>ONE<\/p>\s*<p>TWO<\/p>/)
})

test('a page that was deleted while it was being edited can be saved as a new one', async () => {
  const ana = new FormBrowser(api.url)
  await ana.get('/wiki/-/new?title=Short-lived')
  await ana.submit('Save', { text: 'x' })
  await ana.get('/wiki/short-lived/-/edit')
  ana.text = ana.text.replaceAll('short-lived/-/edit', 'never-there/-/edit')
  await ana.submit('Save', { text: 'y', path: 'never-there' })
  assert.equal(new URL(ana.url).pathname, '/wiki/never-there')
})
