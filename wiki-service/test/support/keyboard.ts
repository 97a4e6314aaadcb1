import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright-core'

/** More than any page here has focusable elements. */
const mostStops = 150

/** Presses Tab until the element has the focus, as a person without a pointer does. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let stop = 0; stop < mostStops; stop += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab never reaches ${target.toString()}`)
}

/** Tabs to a link or button and presses Enter. */
export async function follow(page: Page, role: 'link' | 'button', name: string): Promise<void> {
  await tabTo(page, page.getByRole(role, { name, exact: true }).first())
  await page.keyboard.press('Enter')
}

/** Replaces the content of a field. */
export async function fillIn(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field)
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
}
