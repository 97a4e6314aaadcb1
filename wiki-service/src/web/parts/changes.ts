import { html, type Markup, type Piece } from '../html.ts'
import { compareHref, pageHref, placeOf } from './addresses.ts'
import { person, type Person } from './person.ts'
import { sizeChange } from './size-change.ts'
import { dayOf, time } from './time.ts'

/** A version of a page, as lists of changes show it. */
export interface Change {
  readonly version: number
  readonly kind: string
  /** Undefined if the page is in the trash. */
  readonly path: string | undefined
  readonly title: string
  readonly author: Person
  readonly summary: string
  /** Difference in bytes from the previous version. */
  readonly growth: number
  readonly createdTime: string
}

export interface ChangeListOptions {
  readonly now: Date
  /** Heading level of the days. */
  readonly heading: 2 | 3
  /** If all changes have one author, the version is shown in place of the author. */
  readonly isOfOneAuthor?: boolean
}

/** Changes grouped by day. */
export function changeList(changes: readonly Change[], options: ChangeListOptions): Markup {
  const days: Change[][] = []
  for (const change of changes) {
    const day = days.at(-1)
    if (day?.[0] !== undefined && dayOf(day[0].createdTime) === dayOf(change.createdTime)) day.push(change)
    else days.push([change])
  }
  return html`${days.map((day) => daySection(day, options))}`
}

function daySection(changes: readonly Change[], options: ChangeListOptions): Markup {
  const instant = changes[0]?.createdTime ?? ''
  const words = time(`${dayOf(instant)}T00:00:00Z`, 'day', options.now).text.replace(/^.*?>|<.*$/g, '')
  const title = options.heading === 3 ? html`<h3>${words}</h3>` : html`<h2 class="day">${words}</h2>`
  return html`${title}
    <ul class="log">
      ${changes.map((change) => row(change, options))}
    </ul>`
}

function row(change: Change, { now, isOfOneAuthor = false }: ChangeListOptions): Markup {
  const { version, path, title, author, createdTime, growth } = change
  const place = path === undefined ? undefined : placeOf(path)
  const name = path === undefined ? html`<span>${title}</span>` : html`<a href="${pageHref(path)}">${title}</a>`
  const what = whatHappened(change)
  const says: Piece = isOfOneAuthor
    ? html`Version ${version}${what !== undefined && html`: ${what}`}`
    : html`${person(author)}${what !== undefined && html`: ${what}`}`
  const compare =
    path !== undefined &&
    version > 1 &&
    html` ·
      <a href="${compareHref(path, version - 1, version)}"
        >compare<span class="vh"> version ${version} of ${title} with the one before</span></a
      >`
  return html`<li>
    ${time(createdTime, 'clock', now, 'num')}
    <div>${name}${place !== undefined && html` <span class="quiet small">in ${place}</span>`}</div>
    ${sizeChange(growth)}
    <p>${says}${compare}</p>
  </li>`
}

/** The author's summary, or else the kind of change. */
export function whatHappened({ kind, summary }: Pick<Change, 'kind' | 'summary'>): string | undefined {
  return summary !== '' ? summary : kinds[kind]
}

const kinds: Readonly<Record<string, string>> = {
  create: 'new page',
  move: 'moved',
  delete: 'moved to the trash',
  restore: 'restored',
}
