import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

/** The path of Debian's package `chromium`; `CHROMIUM` overrides it. */
export const chromiumProgram = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Why tests with a browser cannot run here; false if they can. In CI they always run. */
export const noBrowser =
  !existsSync(chromiumProgram) &&
  !process.env['CI'] &&
  `there is no ${chromiumProgram}: install chromium or set CHROMIUM`

export async function openBrowser(): Promise<Browser> {
  // As root, Chromium has no sandbox; the pages are our own.
  return chromium.launch({
    executablePath: chromiumProgram,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
}

/** Everything that a page must not do: write to the console, violate its content policy, contact another host. */
export function watchMishaps(page: Page, origin: string): readonly string[] {
  const mishaps: string[] = []
  page.on('console', (message) => mishaps.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => mishaps.push(`error: ${error.message}`))
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText
    // Following a link cancels what the page still waits for, such as its icon.
    if (reason !== 'net::ERR_ABORTED') mishaps.push(`failed: ${request.url()} ${reason}`)
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.origin !== origin && url.protocol !== 'data:') mishaps.push(`elsewhere: ${request.url()}`)
  })
  return mishaps
}

/** Without the statuses of these answers, which the console repeats. */
export function withoutStatus(mishaps: readonly string[], ...statuses: readonly number[]): readonly string[] {
  return mishaps.filter((one) => !statuses.some((status) => one.includes(`status of ${status}`)))
}
