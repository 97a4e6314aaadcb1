import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { buildAssets } from '../../build/assets.ts'
import { type Api, startApi } from '../support/api.ts'
import { noBrowser, openBrowser, watchMishaps, withoutStatus } from '../support/browser.ts'
import { fillIn, follow, tabTo } from '../support/keyboard.ts'

const scope = new AsyncDisposableStack()
let api: Api
let browser: Browser

before(async () => {
  if (noBrowser !== false) return
  await buildAssets()
  api = scope.use(await startApi())
  browser = scope.use(await openBrowser())
})
after(() => scope.disposeAsync())

async function person(): Promise<{ page: Page; mishaps: readonly string[] }> {
  const context = scope.use(await browser.newContext({ javaScriptEnabled: false }))
  const page = await context.newPage()
  return { page, mishaps: watchMishaps(page, api.url) }
}

const title = (page: Page, text: string) => page.locator('h1', { hasText: text }).waitFor()
const text = (page: Page) => page.getByLabel('Markdown')
const article = (page: Page) => page.locator('article').textContent()

test(
  'without scripts and by keyboard alone, pages are created, merged, compared, restored and deleted',
  { skip: noBrowser, timeout: 240_000 },
  async () => {
    const [ana, ben] = [await person(), await person()]
    const { page } = ana
    await page.goto(api.url)
    await follow(page, 'button', 'Write it')
    await fillIn(page, text(page), 'Ask [[Desk map]] first.\n\nWait 30 minutes.\n\nEnd.\n')
    await follow(page, 'button', 'Refresh')
    await page.locator('.prose a.missing', { hasText: 'Desk map' }).waitFor()
    await fillIn(page, page.getByLabel('Your name'), 'Ana Ruiz')
    await follow(page, 'button', 'Save')
    await title(page, 'How we work')

    // A link to a missing page, and that page.
    await follow(page, 'link', 'Desk map (page does not exist yet)')
    await follow(page, 'button', 'Create this page')
    await fillIn(page, text(page), 'Third floor.')
    await follow(page, 'button', 'Save')
    await title(page, 'Desk map')
    await follow(page, 'link', 'How we work')
    await title(page, 'How we work')
    assert.equal(await page.locator('article a.missing').count(), 0)

    // Two people edit it at the same time.
    await follow(page, 'link', 'Edit')
    await title(page, 'Edit How we work')
    await ben.page.goto(`${api.url}/wiki/how-we-work/-/edit`)
    await fillIn(ben.page, text(ben.page), 'Ask [[Desk map]] first.\n\nWait one hour.\n\nThe end.\n')
    await fillIn(ben.page, ben.page.getByLabel('Your name'), 'Ben')
    await follow(ben.page, 'button', 'Save')
    await title(ben.page, 'How we work')
    await fillIn(page, text(page), 'Ask [[Desk map]] first.\n\nWait 45 minutes.\n\nEnd.\n')
    await follow(page, 'button', 'Save')
    await title(page, 'One of two changes needs you')

    // The choice has the focus. The browser requires the missing input.
    const keepMine = page.getByLabel('Keep mine')
    assert.equal(await keepMine.evaluate((element) => element === document.activeElement), true)
    await follow(page, 'button', 'Save as version 3')
    assert.equal(await page.locator(':invalid').first().isVisible(), true)
    await tabTo(page, keepMine)
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('ArrowDown')
    await fillIn(page, page.getByLabel('Your wording for choice 1'), 'Wait one hour, or 45 minutes.')
    await follow(page, 'button', 'Save as version 3')
    await title(page, 'How we work')
    assert.match((await article(page)) ?? '', /one hour, or 45 minutes\.[^]*The end\./)

    await follow(page, 'link', 'History')
    await title(page, 'History of How we work')
    await tabTo(page, page.getByLabel('From version 2'))
    await page.keyboard.press('ArrowDown')
    await follow(page, 'button', 'Compare the two chosen')
    await title(page, 'What changed from version 1 to 3')
    await follow(page, 'link', 'Side by side')
    await page.locator('table.split').waitFor()
    await follow(page, 'link', 'History')
    await follow(page, 'button', 'Restore version 1')
    await title(page, 'How we work')
    assert.match((await article(page)) ?? '', /Wait 30 minutes/)

    await tabTo(page, page.getByLabel('More'))
    await page.keyboard.press('Enter')
    await follow(page, 'button', 'Move to trash')
    await title(page, 'Trash')
    await follow(page, 'button', 'Restore How we work')
    await title(page, 'How we work')
    assert.deepEqual(withoutStatus([...ana.mishaps, ...ben.mishaps], 404, 409), [])
  },
)
