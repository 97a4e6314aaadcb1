import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { buildAssets } from '../../build/assets.ts'
import { noBrowser, openBrowser, watchMishaps, withoutStatus } from '../support/browser.ts'
import { fillIn } from '../support/keyboard.ts'
import { createDatabase, startServer } from '../support/postgres.ts'
import type { PostgresServer } from '../support/postgres-server.ts'
import { type ServiceProcess, startReadyService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { assertAccessible, assertFits } from '../support/view-checks.ts'

const scope = new AsyncDisposableStack()
let server: PostgresServer
let service: ServiceProcess
let browser: Browser

before(async () => {
  if (noBrowser !== false) return
  await buildAssets()
  server = scope.use(await startServer())
  // It goes with its server.
  const database = await createDatabase({ on: server })
  service = scope.use(await startReadyService({ DATABASE_URL: database.url, REQUEST_DEADLINE_SECONDS: '6' }))
  await send('POST', '/users', { name: 'Ana Ruiz' })
  await send('POST', '/pages', { user_id: 1, title: 'Release', path: 'release', content: lines('Wait.', 'Ask.') })
  browser = scope.use(await openBrowser())
})
after(() => scope.disposeAsync())

const needsBrowser = { skip: noBrowser, timeout: 180_000 }

/** A text whose third and last line people change. */
const lines = (third: string, last: string): string =>
  ['# One', 'Two', third, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', last, ''].join('\n\n')

async function send(method: string, path: string, body: object, headers: object = {}): Promise<void> {
  const json = { 'content-type': 'application/json', ...headers }
  const answer = await fetch(service.url + path, { method, headers: json, body: JSON.stringify(body) })
  assert.ok(answer.ok, await answer.text())
}

const field = (page: Page) => page.locator('.cm-content')

test('the form that resolves a conflict is accessible, and keeps to its policy', needsBrowser, async () => {
  await using page = await browser.newPage()
  const mishaps = watchMishaps(page, service.url)
  await page.goto(`${service.url}/wiki/release/-/edit`)
  const theirs = { user_id: 1, title: 'The release', content: lines('Wait an hour.', 'Ask Ben.') }
  await send('PATCH', '/pages/1', theirs, { 'if-match': '"1"' })
  await fillIn(page, page.getByLabel('Title'), 'My release')
  await fillIn(page, field(page), `Mine.\n\n${lines('Wait a minute.', 'Ask.')}`)
  await page.keyboard.press('Control+s')
  await page.locator('h1', { hasText: 'Two of four changes need you' }).waitFor()
  await page.locator('#c2').getByLabel('Edit by hand').check()
  await assertAccessible(page, 'the conflict')
  await assertFits(page, 'the conflict')
  assert.deepEqual(withoutStatus(mishaps, 409, 503), [])
})

test('a copy says when the database is back, then becomes the current page', needsBrowser, async () => {
  await using page = await browser.newPage()
  await page.goto(`${service.url}/wiki/release`)
  await server.pause()
  const copy = page.getByText('You are reading a copy')
  await until('the page is a copy', async () => {
    await page.reload()
    return (await copy.count()) === 1
  })
  await server.resume()
  await page.locator('.note.good', { hasText: 'Everything works again.' }).waitFor()
  await page.getByRole('link', { name: 'Edit' }).waitFor()
  assert.equal(await page.locator('.note').count(), 0)
})

const views = ['/', '/wiki/release', '/wiki/never-read', '/wiki/-/changes', '/search?q=release']

test('the views during a database outage are accessible, and obey their policy', needsBrowser, async () => {
  await using page = await browser.newPage()
  const mishaps = watchMishaps(page, service.url)
  for (const view of ['/', '/wiki/release', '/wiki/release/-/edit']) await page.goto(service.url + view)
  await server.kill()
  await fillIn(page, field(page), 'typed')
  await page.keyboard.press('Control+s')
  await page.locator('.note.bad', { hasText: 'This was not saved; your text is kept.' }).waitFor()
  await assertAccessible(page, 'the editor')
  await assertFits(page, 'the editor')
  for (const view of views) {
    await page.goto(service.url + view)
    await assertAccessible(page, view)
    await assertFits(page, view)
  }
  assert.deepEqual(withoutStatus(mishaps, 409, 503), [])
})
