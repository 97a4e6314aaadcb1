import { html, type Markup } from '../html.ts'
import { icon } from './icons.ts'
import { time } from './time.ts'

/** Shown above a copy. The script polls until the database is back. @param href of the shown page */
export function copyNotice(href: string, copyOf: string, now: Date): Markup {
  return html`<div class="note warn away" role="status">
    ${icon('away')}
    <p>
      <b>You are reading a copy from ${time(copyOf, 'clock', now)}.</b> The wiki can&rsquo;t reach its database. Editing is
      paused until it can; what you typed stays in your browser.
    </p>
    <a href="${href}">Try now</a>
  </div>`
}
