import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { noBrowser, openBrowser, watchMishaps } from '../support/browser.ts'
import { operations } from '../support/api-description.ts'
import { createDatabase } from '../support/postgres.ts'
import { type ServiceProcess, startService } from '../support/service-process.ts'

const scope = new AsyncDisposableStack()
let service: ServiceProcess
let browser: Browser

before(async () => {
  if (noBrowser !== false) return
  const database = scope.use(await createDatabase())
  service = scope.use(await startService({ DATABASE_URL: database.url, DASHBOARD_PATH: '/docs#dashboard' }))
  await fetch(`${service.url}/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ada <b>Lovelace</b>' }),
  })
  browser = scope.use(await openBrowser())
})
after(() => scope.disposeAsync())

const needsBrowser = { skip: noBrowser, timeout: 60_000 }

test('the page about this server needs no script, fits any screen, and its links resolve', needsBrowser, async () => {
  await using page = await browser.newPage({ javaScriptEnabled: false })
  const mishaps = watchMishaps(page, service.url)
  for (const [width, colorScheme] of [
    [360, 'dark'],
    [1280, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    await page.goto(`${service.url}/wiki/-/about`)
    assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'About this server')
    assert.equal(await page.locator('dd').first().textContent(), '1')
    const { width: wide = 0 } = (await page.locator('main').boundingBox()) ?? {}
    assert.ok(wide > width * 0.5 && wide <= width)
    const paper = await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    assert.equal(paper, colorScheme === 'dark' ? 'rgb(15, 12, 28)' : 'rgb(251, 250, 255)')
    const links = await page.evaluate<string[]>('[...document.links].map((link) => link.href)')
    assert.ok(links.length > 8)
    for (const link of new Set(links)) assert.equal((await fetch(link)).status, 200, link)
    assert.deepEqual(mishaps, [])
  }
})

test('the API page lists every operation and executes one, without other sites', needsBrowser, async () => {
  await using page = await browser.newPage({ viewport: { width: 1280, height: 1000 } })
  const mishaps = watchMishaps(page, service.url)
  await page.goto(`${service.url}/wiki/-/about`)
  await page.getByRole('link', { name: 'Try the API' }).click()
  await page.locator('.opblock').first().waitFor()
  const ids = await page
    .locator('.opblock')
    .evaluateAll((blocks) => blocks.map((block) => block.id.replace(/^.*-/, '')))
  assert.deepEqual(new Set(ids), new Set(operations.map(({ operationId }) => operationId)))

  const list = page.locator('#operations-users-listUsers')
  await list.locator('.opblock-summary-control').click()
  await list.getByRole('button', { name: 'Execute' }).click()
  const answer = list.locator('.live-responses-table .response').first()
  assert.match((await answer.locator('.response-col_status').textContent()) ?? '', /^200/)
  assert.match((await answer.locator('.response-col_description').textContent()) ?? '', /Ada <b>Lovelace<\/b>/)
  assert.deepEqual(mishaps, [])
})
