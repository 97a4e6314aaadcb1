import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
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

const needsBrowser = { skip: noBrowser, timeout: 120_000 }

/** A person with their own browser. */
async function visitor(): Promise<{ context: BrowserContext; page: Page; mishaps: readonly string[] }> {
  const context = scope.use(await browser.newContext({ viewport: { width: 1280, height: 900 } }))
  const page = await context.newPage()
  return { context, page, mishaps: watchMishaps(page, api.url) }
}

const field = (page: Page) => page.locator('.cm-content')
const typed = (page: Page) => page.locator('#text').inputValue()
const save = (page: Page) => page.keyboard.press('Control+s')
const title = (page: Page, text: string) => page.locator('h1', { hasText: text }).waitFor()

test(
  'by keyboard alone, pages are created, linked, edited by two at once, merged, compared, restored and deleted',
  { skip: noBrowser, timeout: 240_000 },
  async () => {
    const [ana, ben] = [await visitor(), await visitor()]
    const { page } = ana
    await page.goto(api.url)
    await follow(page, 'button', 'Write it')
    await fillIn(page, field(page), 'Ask [[Desk map]] first.\n\nWait 30 minutes.\n\nEnd.\n')
    await fillIn(page, page.getByLabel('Your name'), 'Ana Ruiz')
    // Rendered by the server a moment later.
    await page.locator('.pane .prose .missing').waitFor()
    await save(page)
    await title(page, 'How we work')

    // A link to a missing page, and that page.
    await follow(page, 'link', 'Desk map (page does not exist yet)')
    await follow(page, 'button', 'Create this page')
    await fillIn(page, field(page), 'Third floor.')
    await save(page)
    await title(page, 'Desk map')
    await follow(page, 'link', 'How we work')
    await title(page, 'How we work')
    assert.equal(await page.locator('article a.missing').count(), 0)

    // Two people edit it at the same time.
    await page.keyboard.press('e')
    await field(page).waitFor()
    await ben.page.goto(`${api.url}/wiki/how-we-work/-/edit`)
    await fillIn(ben.page, field(ben.page), 'Ask [[Desk map]] first.\n\nWait one hour.\n\nThe end.\n')
    await fillIn(ben.page, ben.page.getByLabel('Your name'), 'Ben')
    await fillIn(ben.page, ben.page.getByLabel('What did you change?'), 'an hour')
    await save(ben.page)
    await title(ben.page, 'How we work')
    await page.locator('.note.warn', { hasText: 'Ben saved version 2 while you edit version 1' }).waitFor()
    await fillIn(page, field(page), 'Ask [[Desk map]] first.\n\nWait 45 minutes.\n\nEnd.\n')
    await save(page)
    await title(page, 'One of two changes needs you')

    // The choice has the focus.
    await page.keyboard.press('4')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('Wait one hour, or 45 minutes.')
    await save(page)
    await title(page, 'How we work')
    assert.match((await page.locator('article').textContent()) ?? '', /one hour, or 45 minutes\.[^]*The end\./)

    await page.keyboard.press('h')
    await title(page, 'History of How we work')
    await follow(page, 'button', 'Compare the two chosen')
    await title(page, 'What changed in version 3')
    await page.keyboard.press('j')
    assert.equal(new URL(page.url()).hash, '#d1')
    await follow(page, 'link', 'Side by side')
    await page.locator('table.split').waitFor()
    await follow(page, 'link', 'History')
    await follow(page, 'button', 'Restore version 1')
    await title(page, 'How we work')
    assert.match((await page.locator('article').textContent()) ?? '', /Wait 30 minutes/)

    await tabTo(page, page.getByLabel('More'))
    await page.keyboard.press('Enter')
    await follow(page, 'button', 'Move to trash')
    await title(page, 'Trash')
    await follow(page, 'button', 'Restore How we work')
    await title(page, 'How we work')
    // A conflict is answered 409, which the console reports; there must be nothing else.
    assert.deepEqual(withoutStatus([...ana.mishaps, ...ben.mishaps], 404, 409), [])
  },
)

test('the quick switcher finds, opens and edits', needsBrowser, async () => {
  const { page, mishaps } = await visitor()
  await api.post('/users', { name: 'Cleo' })
  await api.post('/pages', { user_id: 1, title: 'Zeppelin', path: 'zeppelin', content: 'x' })
  await page.goto(api.url)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').pressSequentially('zepp')
  const option = page.getByRole('option', { name: 'Zeppelin' }).first()
  await option.waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await title(page, 'Zeppelin')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').pressSequentially('zepp')
  await option.waitFor()
  await page.keyboard.press('Control+Enter')
  await field(page).waitFor()
  assert.deepEqual(mishaps, [])
})

test('a draft outlives the tab, and is removed once it is saved', needsBrowser, async () => {
  const { context, page } = await visitor()
  await page.goto(`${api.url}/wiki/-/new?title=Draft`)
  await field(page).fill('typed')
  await page.locator('[data-draft]', { hasText: 'Draft kept' }).waitFor()
  await page.close()
  const again = await context.newPage()
  await again.goto(api.url)
  await again.locator('#drafts ~ p a', { hasText: 'Draft' }).click()
  await again.locator('.note', { hasText: 'Your unsaved draft of today' }).waitFor()
  assert.equal(await typed(again), 'typed')
  await save(again)
  await title(again, 'Draft')
  await again.goto(api.url)
  assert.equal(await again.locator('#drafts').isVisible(), false)
})

test(
  'the link of a heading shows when the pointer is over it, and a link within a heading always',
  needsBrowser,
  async () => {
    const { page } = await visitor()
    await api.post('/users', { name: 'Dora' })
    const content = ['#', '##', '###', '####'].map((marks) => `${marks} See [[zeppelin]]`).join('\n\n')
    await api.post('/pages', { user_id: 1, title: 'Headings', path: 'headings', content })
    await page.goto(`${api.url}/wiki/headings`)
    const opacities = (selector: string): Promise<string[]> =>
      page.locator(selector).evaluateAll((links) => links.map((link) => getComputedStyle(link).opacity))
    assert.deepEqual(await opacities('.prose :is(h1, h2, h3, h4) > a[aria-label]'), ['0', '0', '0', '0'])
    assert.deepEqual(await opacities('.prose :is(h1, h2, h3, h4) > a:not([aria-label])'), ['1', '1', '1', '1'])
  },
)
