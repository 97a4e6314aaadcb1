import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { buildAssets } from '../../build/assets.ts'
import { type Api, startApi } from '../support/api.ts'
import { noBrowser, openBrowser } from '../support/browser.ts'
import { assertFits } from '../support/view-checks.ts'

const scope = new AsyncDisposableStack()
let api: Api
let browser: Browser

const hebrew = '\u05E9\u05DC\u05D5\u05DD \u05E2\u05D5\u05DC\u05DD'
const content = `${hebrew} [[${hebrew}]]

English after it.

- [ ] ${hebrew}

| ${hebrew} | b |
| --- | --- |
| ${'wide '.repeat(60)} | ${'x'.repeat(200)} |

\`\`\`js
const line = '${'x'.repeat(300)}'
\`\`\`

> ${hebrew}

${Array.from({ length: 60 }, (_, index) => `## ${hebrew} ${index}\n\nText.`).join('\n\n')}
`

before(async () => {
  if (noBrowser !== false) return
  await buildAssets()
  api = scope.use(await startApi())
  await api.post('/users', { name: hebrew })
  await api.post('/pages', { user_id: 1, title: `${hebrew} 1`, path: 'rtl', content, summary: hebrew })
  await api.send('PATCH', '/pages/1', { user_id: 1, content: 'short' }, { 'if-match': '"1"' })
  await api.send('PATCH', '/pages/1', { user_id: 1, content }, { 'if-match': '"2"' })
  browser = scope.use(await openBrowser())
})
after(() => scope.disposeAsync())

const needsBrowser = { skip: noBrowser, timeout: 120_000 }
const views = [
  '/',
  '/wiki/rtl',
  '/wiki/rtl/-/edit',
  '/wiki/rtl/-/history',
  '/wiki/rtl/-/diff?from=2&to=3',
  '/wiki/rtl/-/diff?from=2&to=3&view=split',
  `/search?q=${encodeURIComponent(hebrew)}`,
]

test('text from right to left fits every view, on a small telephone and at 200 % zoom', needsBrowser, async () => {
  await using page = await browser.newPage()
  for (const view of views) {
    await page.goto(api.url + view)
    await assertFits(page, view)
    // Zoom to 200 % leaves half of the pixels of a window 1280 wide.
    await assertFits(page, view, 640)
  }
})

test('each paragraph runs in the direction of its own text', needsBrowser, async () => {
  await using page = await browser.newPage()
  await page.goto(`${api.url}/wiki/rtl`)
  const direction = (text: string) =>
    page
      .locator('article > *, article li, h1', { hasText: text })
      .first()
      .evaluate((element) => {
        const range = document.createRange()
        range.selectNodeContents(element)
        const [text, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()]
        return box.right - text.right < text.left - box.left ? 'rtl' : 'ltr'
      })
  assert.equal(await direction('English after it.'), 'ltr')
  assert.equal(await direction(hebrew), 'rtl')
})

test('a printed page is its text, without what only works on a screen', needsBrowser, async () => {
  await using page = await browser.newPage({ viewport: { width: 700, height: 900 } })
  await page.goto(`${api.url}/wiki/rtl`)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  for (const gone of ['.bar', '.tree', '.actions', '.foot', '.toc'])
    assert.equal(await isShown(page, gone), false, gone)
  assert.equal(await isShown(page, 'article'), true)
  assert.equal(await isShown(page, 'h1'), true)
  const colours = await page.evaluate(() => {
    const { color, backgroundColor } = getComputedStyle(document.body)
    return { color, backgroundColor }
  })
  assert.match(colours.backgroundColor, /rgb\(255, 255, 255\)|rgba\(0, 0, 0, 0\)/)
  const code = await page.locator('pre').evaluate((pre) => pre.scrollWidth <= pre.clientWidth)
  assert.ok(code, 'long lines of code are wrapped on paper')
})

test('nothing moves for readers who prefer it so', needsBrowser, async () => {
  await using page = await browser.newPage()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  for (const view of views) {
    await page.goto(api.url + view)
    await page
      .locator('.btn')
      .first()
      .evaluate((button) => button.setAttribute('aria-busy', 'true'))
    const moving = await page.evaluate(() => [
      getComputedStyle(document.documentElement).scrollBehavior,
      ...document.getAnimations().map((animation) => (animation as CSSAnimation).animationName),
    ])
    assert.deepEqual(moving, ['auto'], view)
  }
})

async function isShown(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).first().isVisible()
}
