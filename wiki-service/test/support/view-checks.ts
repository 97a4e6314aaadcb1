import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'

const axe = await readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

export const looks = [
  ['light', 1280],
  ['dark', 390],
  ['dark', 1280],
  ['light', 390],
] as const

/** Holds a view against axe's rules. */
export async function assertAccessible(page: Page, view: string, chosen: readonly Look[] = looks): Promise<void> {
  await page.evaluate(axe)
  for (const [colorScheme, width] of chosen) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ colorScheme })
    assert.deepEqual(await violations(page), [], `${view} ${colorScheme} ${width}`)
  }
}

/** Nothing has to be scrolled sideways to be read, on a telephone as narrow as they come. */
export async function assertFits(page: Page, view: string, width = 320): Promise<void> {
  await page.setViewportSize({ width, height: 640 })
  const needed = await page.evaluate<number>('document.documentElement.scrollWidth')
  assert.ok(needed <= width, `${view} is ${needed} px wide`)
}

type Look = (typeof looks)[number]

async function violations(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + ' ' + failureSummary.slice(0, 300))))`)
}
