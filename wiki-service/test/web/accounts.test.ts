import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AccountsApi, startAccountsApi } from '../identity/accounts-api.ts'
import { startApi } from '../support/api.ts'
import { rowsOf, within } from '../support/open-stores.ts'
import { FormBrowser } from './browser-form.ts'

const scope = new AsyncDisposableStack()
let wiki: AccountsApi
const soon = (): number => within(15_000)

before(async () => {
  wiki = scope.use(await startAccountsApi({ WIKI_SECURE_COOKIES: 'false' }))
})
after(() => scope.disposeAsync())

const browser = () => new FormBrowser(wiki.api.url)
const admin = { login: 'ana', password: 'a password of hers' }

/** A browser in which somebody has signed in. */
async function signedIn({ login, password }: typeof admin = admin): Promise<FormBrowser> {
  const one = browser()
  await one.get('/sign-in')
  await one.submit('Sign in', { name: login, password })
  assert.equal(one.status, 200, one.text)
  return one
}

test('the first admin uses a link that works once', async () => {
  const secret = await wiki.members.links.forFirstAdmin(soon())
  const one = browser()
  await one.get(`/sign-in/link?key=${secret}`)
  await one.submit('Create the account', { name: 'Ana Ruiz', login: 'a b', password: 'short' })
  assert.equal(one.status, 422)
  assert.match(one.text, /id="login-error"[^]*id="password-error"/)
  assert.doesNotMatch(one.text, /short/)
  await one.submit('Create the account', { name: 'Ana Ruiz', ...admin })
  assert.match(one.text, /Ana Ruiz, your menu/)
  for (const key of [secret, 'x', '']) {
    await one.get(`/sign-in/link?key=${key}`)
    assert.equal(one.status, 404)
    assert.match(one.text, /This link no longer works/)
  }
})

test('anonymous visitors reach the sign-in page, and then the page that they wanted', async () => {
  const one = browser()
  await one.get('/wiki/-/changes?before=9')
  assert.equal(new URL(one.url).pathname, '/sign-in')
  await one.submit('Sign in', { name: admin.login, password: 'a wrong password' })
  assert.equal(one.status, 422)
  assert.match(one.text, /Name and password do not match/)
  assert.doesNotMatch(one.text, /a wrong password/)
  await one.submit('Sign in', { password: admin.password })
  assert.equal(one.url, `${wiki.api.url}/wiki/-/changes?before=9`)
})

test('the sign-in page says the same about unknown names and wrong passwords', async () => {
  const told = async (name: string) => {
    const one = browser()
    await one.get('/sign-in')
    await one.submit('Sign in', { name, password: 'a wrong password' })
    return [one.status, one.text.replaceAll(name, 'NAME')]
  }
  assert.deepEqual(await told('ana'), await told('nobody-of-this-name'))
})

test('changes belong to the signed-in author, without asking for a name', async () => {
  const one = await signedIn()
  await one.get('/wiki/-/new')
  assert.doesNotMatch(one.text, /Your name/)
  await one.submit('Save', { title: 'Hers', text: 'By Ana.' })
  assert.match(one.text, /edited [^]* by[^]*Ana Ruiz/)
})

test('a form sent without a session is shown again completely, and can be resent after signing in', async () => {
  const one = await signedIn()
  await one.get('/wiki/-/new')
  const other = await signedIn()
  await other.get('/settings')
  await other.submit('Sign out everywhere')
  await one.submit('Save', { title: 'Kept', text: 'Typed\n<b>for</b> an hour.', summary: 'all of it' })
  assert.equal(one.status, 401)
  assert.match(one.text, /You are signed out[^]*What you sent is kept on this page/)
  const kept = one.text
  await one.get('/sign-in?next=/sign-in/done')
  await one.submit('Sign in', { name: admin.login, password: admin.password })
  assert.match(one.text, /Close this tab/)
  one.text = kept
  one.url = wiki.api.url
  await one.submit('Send it again')
  assert.match(one.text, /<h1>Kept<\/h1>[^]*&lt;b&gt;for|<h1>Kept<\/h1>[^]*&#60;b&#62;for/)
})

test('an edit sent without a session is shown again as well', async () => {
  const one = await signedIn()
  await one.get('/wiki/-/new')
  await one.submit('Save', { title: 'Edited signed out', text: 'first' })
  await one.get('/wiki/edited-signed-out/-/edit')
  const other = await signedIn()
  await other.get('/settings')
  await other.submit('Sign out everywhere')
  await one.submit('Save', { text: 'Typed for an hour.' })
  assert.equal(one.status, 401)
  assert.match(one.text, /You are signed out[^]*Typed for an hour\./)
})

test('a password sent without a session is not shown again', async () => {
  const one = await signedIn()
  await one.get('/settings')
  const settings = one.text
  await one.submit('Sign out')
  one.text = settings
  await one.submit('Change password', { current: 'the current one', password: 'a secret of hers' })
  assert.equal(one.status, 401)
  assert.doesNotMatch(one.text, /the current one|a secret of hers/)
})

test('other sites cannot sign anybody in or out, or get a form shown', async () => {
  const send = (path: string, headers: Record<string, string>) =>
    fetch(wiki.api.url + path, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ text: 'evil' }),
      redirect: 'manual',
    })
  for (const path of ['/sign-in', '/sign-out', '/sign-in/link', '/settings/tokens', '/wiki/x/-/edit'])
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, {}]) {
      const answer = await send(path, headers)
      assert.ok(answer.status === 403 || answer.status === 401, `${path} ${answer.status}`)
      assert.doesNotMatch(await answer.text(), /evil/)
    }
})

test('signing in ends the previous session, and signing out the current one', async () => {
  const one = await signedIn()
  const sessions = async () => (await rowsOf(wiki.api.databaseUrl, 'select from sessions')).length
  const before = await sessions()
  await one.get('/settings')
  const settings = one.text
  await one.get('/sign-in/done')
  one.text = '<form method="post" action="/sign-in"><button type="submit">Sign in</button></form>'
  await one.submit('Sign in', { name: admin.login, password: admin.password })
  assert.equal(await sessions(), before)
  one.text = settings
  await one.submit('Sign out')
  assert.equal(await sessions(), before - 1)
  assert.equal(new URL(one.url).pathname, '/sign-in')
})

test('tokens are shown once, listed by their first characters, and revoked after confirmation', async () => {
  const one = await signedIn()
  await one.get('/settings/tokens')
  await one.submit('Create token', { name: 'release-bot', scope: 'write', expires: '30' })
  const [, token = ''] = /<code>(nw_[\w-]+)<\/code>/.exec(one.text) ?? []
  const authorization = `Bearer ${token}`
  const status = async () => (await fetch(`${wiki.api.url}/pages`, { headers: { authorization } })).status
  assert.equal(await status(), 200)
  await one.get('/settings/tokens')
  assert.ok(!one.text.includes(token) && one.text.includes(token.slice(0, 7)))
  const [, revoke = ''] = /href="([^"]*revoke)"/.exec(one.text) ?? []
  await one.get(revoke)
  assert.equal(await status(), 200)
  await one.submit('Revoke release-bot')
  assert.equal(await status(), 401)
  assert.doesNotMatch(one.text, /release-bot/)
})

test('an admin adds a member, who chooses a password, changes roles, and disables members', async () => {
  const one = await signedIn()
  await one.get('/settings/members')
  await one.submit('Add member', { name: 'Ben', login: 'ben', email: 'ben@', role: 'reader' })
  assert.match(one.text, /This address is incomplete/)
  await one.submit('Add member', { email: 'ben@lantern.example' })
  await one.submit('Make a link for Ben')
  const [, link = ''] = /<code>([^<]*)<\/code>/.exec(one.text) ?? []
  const ben = browser()
  await ben.get(link)
  await ben.submit('Save the password', { password: 'a password of his' })
  await ben.submit('Sign in', { name: 'ben@lantern.example', password: 'a password of his' })
  assert.doesNotMatch(ben.text, /New page/)
  await ben.get('/settings')
  assert.doesNotMatch(ben.text, /Members/)
  await ben.get('/settings/members')
  assert.equal(ben.status, 403)

  const account = await wiki.members.accounts.byName('ben', soon())
  await one.get('/settings/members')
  await one.submit('Save roles', { [`role-${account?.userId}`]: 'editor' })
  await ben.get('/')
  assert.match(ben.text, /New page|Write it/)
  await one.get(`/settings/members/${account?.userId}`)
  await one.submit('Disable Ben')
  await ben.get('/')
  assert.equal(new URL(ben.url).pathname, '/sign-in')
})

test('the last admin remains an admin', async () => {
  const one = await signedIn()
  const account = await wiki.members.accounts.byName('ana', soon())
  await one.get('/settings/members')
  await one.submit('Save roles', { [`role-${account?.userId}`]: 'reader' })
  assert.equal(one.status, 409)
  assert.match(one.text, /at least one admin/)
})

test('a new password requires the old one, and ends its sessions', async () => {
  const [one, other] = [await signedIn(), await signedIn()]
  await one.get('/settings')
  await one.submit('Change password', { current: 'not this one', password: 'another password' })
  assert.match(one.text, /not your current password/)
  await one.submit('Change password', { current: admin.password, password: 'another password' })
  assert.equal(new URL(one.url).pathname, '/sign-in')
  await other.get('/settings')
  assert.equal(new URL(other.url).pathname, '/sign-in')
  admin.password = 'another password'
  const third = await signedIn()
  await third.get('/settings')
  await third.submit('Sign out everywhere')
  assert.equal(new URL(third.url).pathname, '/sign-in')
})

test('with public reading, anonymous visitors read pages from the cache, and can sign in', async () => {
  await using open = await startAccountsApi({ WIKI_PUBLIC_READ: 'true', WIKI_SECURE_COOKIES: 'false' })
  const editor = await open.account('editor')
  const session = await open.members.sessions.create(editor, 'test', '', undefined, soon())
  const cookie = `wiki_session=${session?.secret}`
  const text = new URLSearchParams({ title: 'Public', text: 'For everybody.' })
  const headers = { cookie, origin: open.api.url }
  await fetch(`${open.api.url}/wiki/-/new`, { method: 'POST', body: text, headers })
  const page = async (more: Record<string, string> = {}) => {
    const answer = await fetch(`${open.api.url}/wiki/public`, { headers: { accept: 'text/html', ...more } })
    return { text: await answer.text(), etag: answer.headers.get('etag') }
  }
  // The second time it comes from the cache, without the HTTP server.
  for (const answer of [await page(), await page(), await page({ cookie: 'wiki_theme=dark' })]) {
    assert.match(answer.text, /For everybody\./)
    assert.match(answer.text, /href="[^"]*sign-in\?next=%2Fwiki%2Fpublic" aria-label="Sign in"/)
    assert.doesNotMatch(answer.text, /your menu|Move to trash/)
  }
  const own = await page({ cookie })
  assert.match(own.text, /your menu[^]*Move to trash/)
  assert.notEqual(own.etag, (await page()).etag)
})

test('in open mode there is no sign-in and no settings', async () => {
  await using open = await startApi()
  for (const path of ['/sign-in', '/sign-in/link', '/settings', '/settings/members'])
    assert.deepEqual((await open.get(path)).json, { detail: 'Not Found' })
})
