import { fileURLToPath } from 'node:url'
import { buildAssets } from '../wiki-service/build/assets.ts'
import { startApi } from '../wiki-service/test/support/api.ts'
import { openBrowser } from '../wiki-service/test/support/browser.ts'
import { fillWiki } from './sample-wiki.ts'

/** `npm run pictures`: takes the pictures in docs/images from a wiki that it fills itself. Requires Chromium. */
const directory = fileURLToPath(new URL('../docs/images/', import.meta.url))

await buildAssets()
await using api = await startApi()
await fillWiki(api)
await using browser = await openBrowser()
await using page = await browser.newPage({ viewport: { width: 1200, height: 720 } })
for (const [name, path, colorScheme = 'light'] of [
  ['wiki-page-light', '/wiki/handbook/onboarding'],
  ['wiki-page-dark', '/wiki/handbook/onboarding', 'dark'],
  ['wiki-edit', '/wiki/handbook/onboarding/-/edit'],
  ['wiki-diff', '/wiki/handbook/onboarding/-/diff?from=1&to=2'],
] as const) {
  await page.emulateMedia({ colorScheme })
  await page.goto(api.url + path)
  if (path.endsWith('edit')) await page.locator('.cm-content').waitFor()
  await page.screenshot({ path: `${directory}${name}.png` })
}
