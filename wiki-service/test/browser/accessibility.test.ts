import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { buildAssets } from '../../build/assets.ts'
import { type Api, startApi } from '../support/api.ts'
import { noBrowser, openBrowser, watchMishaps, withoutStatus } from '../support/browser.ts'
import { assertAccessible, assertFits, looks } from '../support/view-checks.ts'

const scope = new AsyncDisposableStack()
let api: Api
let browser: Browser
const { manifest } = await buildAssets()

const text = `Some words, a [[missing page]] and a [link](https://example.org).

## First *heading*

- [ ] a task
- [x] done

| a | b |
| --- | ---: |
| 1 | 2 |

### Deeper

\`\`\`js
const code = 'x' // and a long line of it, so long that it does not fit on a telephone, which has to be scrolled then
\`\`\`

> quoted[^1]

\u0645\u0631\u062D\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645

[^1]: A note.
`

before(async () => {
  if (noBrowser !== false) return
  api = scope.use(await startApi())
  await api.post('/users', { name: 'Ana Ruiz' })
  for (const [path, content] of [
    ['handbook/onboarding', text],
    ['handbook/deep/er/path', 'See [[handbook/onboarding]].'],
    [`handbook/${'long'.repeat(40)}`, 'w'.repeat(400)],
  ])
    await api.post('/pages', { user_id: 1, title: path, path, content, tags: ['a tag'], summary: 'begun' })
  const edit = { user_id: 1, content: text.replace('words', 'other words') }
  await api.send('PATCH', '/pages/1', edit, { 'if-match': '"1"' })
  await api.post('/pages', { user_id: 1, title: 'Gone', path: 'gone', content: '' })
  await api.send('DELETE', '/pages/4', { user_id: 1 }, { 'if-match': '"1"' })
  browser = scope.use(await openBrowser())
})
after(() => scope.disposeAsync())

const needsBrowser = { skip: noBrowser, timeout: 180_000 }

const views = [
  '/',
  '/wiki/handbook/onboarding',
  '/wiki/handbook/onboarding/-/versions/1',
  '/wiki/handbook/onboarding/-/edit',
  '/wiki/handbook/onboarding/-/history',
  '/wiki/handbook/onboarding/-/diff?from=1&to=2',
  '/wiki/handbook/onboarding/-/diff?from=1&to=2&view=split',
  '/wiki/handbook/onboarding/-/move',
  '/wiki/-/new',
  '/wiki/nothing/here',
  '/wiki/-/changes',
  '/wiki/-/pages',
  '/wiki/-/pages?under=handbook',
  '/wiki/-/pages/wanted',
  '/wiki/-/pages/orphans',
  '/wiki/-/trash?gone=4',
  '/wiki/-/users/1',
  '/wiki/-/keyboard',
  '/wiki/-/preferences',
  '/search',
  '/search?q=words',
  '/search?q=nothinglikeit',
]

test(
  'every view is accessible, fits a small telephone, keeps to its policy and asks no other host',
  needsBrowser,
  async () => {
    await using page = await browser.newPage()
    const mishaps = watchMishaps(page, api.url)
    for (const view of views) {
      await page.goto(api.url + view)
      await assertAccessible(page, view, view.includes('/onboarding') ? looks : looks.slice(0, 2))
      await assertFits(page, view)
    }
    assert.deepEqual(withoutStatus(mishaps, 404), [])
  },
)

test('a page to read takes at most 15 kB with its style and scripts, the editor 150 kB', needsBrowser, async () => {
  const weigh = async (path: string, ...assets: readonly string[]) => {
    const html = gzipSync(await (await fetch(api.url + path)).text()).length
    const sizes = await Promise.all(
      assets.map(
        async (name) =>
          gzipSync(await readFile(new URL(`../../dist/assets/${manifest[name]}`, import.meta.url))).length,
      ),
    )
    return sizes.reduce((sum, size) => sum + size, html)
  }
  const reading = await weigh('/wiki/handbook/onboarding', 'wiki.css', 'site.js')
  assert.ok(reading <= 15_000, `${reading} bytes`)
  const editing = await weigh('/wiki/handbook/onboarding/-/edit', 'wiki.css', 'editor.css', 'site.js', 'editor.js')
  assert.ok(editing <= 150_000, `${editing} bytes`)
})
