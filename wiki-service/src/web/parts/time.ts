import { utc, type Wording, worded } from '../calendar.ts'
import { html, type Markup } from '../html.ts'

/** A formatted time in UTC; the pages' script formats it again for the reader's time zone. */
export function time(instant: string, wording: Wording, now: Date, classes?: string): Markup {
  const shown = worded(wording, utc(new Date(instant)), utc(now))
  const exact = instant.replace(/\.\d+Z$/, 'Z')
  return html`<time${classes === undefined ? undefined : html` class="${classes}"`} datetime="${exact}" data-as="${wording}">${shown}</time>`
}

/** The day in UTC, to decide whether two times share a heading. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10)
}
