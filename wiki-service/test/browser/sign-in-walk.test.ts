import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { buildAssets } from '../../build/assets.ts'
import { type AccountsApi, startAccountsApi } from '../identity/accounts-api.ts'
import { addAccount, commandLine } from '../identity/open-members.ts'
import { noBrowser, openBrowser, watchMishaps, withoutStatus } from '../support/browser.ts'
import { freePort } from '../support/free-port.ts'
import { type RunningProvider, startProvider } from '../support/oidc/start-provider.ts'
import { within } from '../support/open-stores.ts'
import { scratchDirectory } from '../support/scratch-directory.ts'
import { assertAccessible, assertFits, looks } from '../support/view-checks.ts'

const scope = new AsyncDisposableStack()
const password = 'a password of hers'
let wiki: AccountsApi
let url: string
let provider: RunningProvider
let browser: Browser

const people = {
  ben: { name: 'Ben Okri', email: 'ben@lantern.example', email_verified: true, groups: ['staff'] },
  ana: { name: 'Ana R.', email: 'ana@lantern.example', email_verified: true, groups: ['staff'] },
  eve: { name: 'Eve', groups: [] },
}

before(async () => {
  if (noBrowser !== false) return
  await buildAssets()
  const port = await freePort()
  // Browsers keep cookies of secure connections for this host alone.
  url = `http://localhost:${port}`
  const secretFile = join(scope.use(await scratchDirectory()).path, 'secret')
  await writeFile(secretFile, 'of the client\n')
  const redirectUris = [`${url}/sign-in/with/lantern/return`]
  provider = scope.use(await startProvider({ redirectUris, clientSecret: 'of the client', people }))
  const lantern = {
    id: 'lantern',
    name: 'Lantern',
    issuer: provider.issuer,
    clientId: 'wiki',
    clientSecretFile: secretFile,
    scopes: ['openid', 'profile', 'email', 'groups'],
    rolesClaim: 'groups',
    roles: { staff: 'editor' },
  }
  const away = { id: 'away', name: 'Somebody else', issuer: 'http://127.0.0.1:9', clientId: 'wiki' }
  wiki = scope.use(
    await startAccountsApi({ PORT: String(port), WIKI_URL: url, WIKI_OIDC: JSON.stringify([lantern, away]) }),
  )
  const passwordHash = await wiki.members.passwords.hash(password)
  const ana = { name: 'Ana Ruiz', login: 'ana', email: 'ana@lantern.example', passwordHash, role: 'admin' as const }
  await addAccount(wiki.members, ana)
  browser = scope.use(await openBrowser())
})
after(() => scope.disposeAsync())

const needsBrowser = { skip: noBrowser, timeout: 180_000 }

async function visitor(scripts = true): Promise<{ context: BrowserContext; page: Page }> {
  const options = { viewport: { width: 1280, height: 900 }, javaScriptEnabled: scripts }
  const context = scope.use(await browser.newContext(options))
  return { context, page: await context.newPage() }
}

async function byPassword(page: Page): Promise<void> {
  await page.getByLabel('Name or mail address').fill('ana')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function byProvider(page: Page, login: string, answer = 'Allow'): Promise<void> {
  await page.getByRole('link', { name: 'Continue with Lantern' }).click()
  await page.getByLabel('Login').fill(login)
  await page.getByRole('button', { name: answer }).click()
}

for (const scripts of [true, false])
  test(
    `people sign in both ways, write as themselves and sign out, ${scripts ? 'with' : 'without'} scripts`,
    needsBrowser,
    async () => {
      const { page } = await visitor(scripts)
      await page.goto(`${url}/wiki/-/new`)
      await byPassword(page)
      assert.equal(page.url(), `${url}/wiki/-/new`)
      await page.locator('summary', { hasText: 'Ana Ruiz, your menu' }).click()
      await page.getByRole('button', { name: 'Sign out' }).click()

      await byProvider(page, 'ben')
      await page.goto(`${url}/wiki/-/new?title=By+Ben+${scripts}`)
      assert.equal(await page.getByLabel('Your name').count(), 0)
      await page.getByRole('button', { name: 'Save' }).first().click()
      await page.locator('h1', { hasText: `By Ben ${scripts}` }).waitFor()
      await page.locator('.head a', { hasText: 'Ben Okri' }).waitFor()
      await page.locator('summary', { hasText: 'Ben Okri, your menu' }).click()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    },
  )

test('the sign-in page tells who cancelled, has no role, or whose provider is down', needsBrowser, async () => {
  const { page } = await visitor()
  const alert = async (words: RegExp) => assert.match((await page.getByRole('alert').textContent()) ?? '', words)
  await page.goto(`${url}/sign-in`)
  await byProvider(page, 'ben', 'Refuse')
  await alert(/did not let you in, or you cancelled/)
  await byProvider(page, 'eve')
  await alert(/not allowed to sign in here/)
  await page.getByRole('link', { name: 'Continue with Somebody else' }).click()
  await alert(/does not answer/)
  await page.goto(`${url}/sign-in/with/lantern/return?code=x&state=y`)
  await alert(/began in another browser/)
  await byPassword(page)
  await page.locator('summary', { hasText: 'Ana Ruiz' }).waitFor()
})

test('a provider gives nobody the account with their address before an admin allows it', needsBrowser, async () => {
  const [outside, admin] = [await visitor(), await visitor()]
  await outside.page.goto(`${url}/sign-in`)
  await byProvider(outside.page, 'ana')
  await outside.page.getByRole('alert').filter({ hasText: 'An admin has to allow' }).waitFor()
  await admin.page.goto(`${url}/settings/members`)
  await byPassword(admin.page)
  await admin.page.getByRole('button', { name: 'Allow Ana Ruiz' }).click()
  await admin.page.getByRole('heading', { name: 'Members' }).waitFor()
  // The provider remembers her.
  await outside.page.getByRole('link', { name: 'Continue with Lantern' }).click()
  await outside.page.locator('summary', { hasText: 'Ana Ruiz, your menu' }).waitFor()
})

test('a text outlives the session: it is sent again after signing in, in another tab', needsBrowser, async () => {
  const { context, page } = await visitor()
  await page.goto(`${url}/wiki/-/new?title=Outlived`)
  await byPassword(page)
  await page.locator('.cm-content').fill('Typed for an hour.')
  await context.clearCookies()
  await page.keyboard.press('Control+s')
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
  assert.equal(await page.getByLabel('Your text').inputValue(), 'Typed for an hour.')
  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Sign in, in another tab' }).click()
  const tab = await opened
  await byPassword(tab)
  await tab.getByRole('heading', { name: 'You are signed in' }).waitFor()
  await tab.close()
  await page.getByRole('button', { name: 'Send it again' }).click()
  await page.locator('article', { hasText: 'Typed for an hour.' }).waitFor()
})

test('the pages of sign-in and settings are accessible, and keep to their policy', needsBrowser, async () => {
  await using page = await browser.newPage()
  const mishaps = watchMishaps(page, url)
  const check = async (view: string): Promise<void> => {
    await page.goto(url + view)
    await assertAccessible(page, view, looks.slice(0, 2))
    await assertFits(page, view)
  }
  const link = await wiki.members.links.forPassword(1, commandLine, within(15_000))
  for (const view of ['/sign-in', `/sign-in/link?key=${link}`, '/sign-in/done', '/sign-in/with/none']) await check(view)
  await page.goto(`${url}/settings`)
  await byPassword(page)
  await page.goto(`${url}/settings/tokens`)
  await page.getByLabel('Name').fill('bot')
  await page.getByRole('button', { name: 'Create token' }).click()
  await page.locator('.note.good code').waitFor()
  for (const view of [
    '/settings',
    '/settings/tokens',
    '/settings/tokens/1/revoke',
    '/settings/members',
    '/settings/members/1',
  ])
    await check(view)
  assert.deepEqual(withoutStatus(mishaps, 404), [])
})
