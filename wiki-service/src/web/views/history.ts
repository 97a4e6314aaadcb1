import { html, type Markup } from '../html.ts'
import { actionHref } from '../parts/addresses.ts'
import { whatHappened } from '../parts/changes.ts'
import { crumbsOfAction } from '../parts/crumbs.ts'
import type { Page } from '../parts/frame.ts'
import { icon } from '../parts/icons.ts'
import { person, type Person } from '../parts/person.ts'
import { sizeChange } from '../parts/size-change.ts'
import { time } from '../parts/time.ts'
import type { Tree } from '../parts/tree.ts'

export interface HistoryView {
  readonly path: string
  readonly title: string
  /** The current version. */
  readonly version: number
  readonly createdTime: string
  /** Newest first. */
  readonly versions: readonly HistoryVersion[]
  /** The address of older versions. */
  readonly older: string | undefined
  /** For the forms that restore. */
  readonly key: string
  /** Whether they may restore. */
  readonly mayWrite: boolean
  readonly tree: Tree
  readonly now: Date
}

export interface HistoryVersion {
  readonly version: number
  readonly kind: string
  readonly author: Person
  readonly summary: string
  readonly growth: number
  readonly createdTime: string
}

/** All versions of a page, to read, compare and restore. */
export function historyView(view: HistoryView): Page {
  const { path, title, version, versions, older, createdTime, tree, now } = view
  const [first, second] = versions
  const last = versions.at(-1)
  const main = html`<main id="main">
    <div class="wide">
      ${crumbsOfAction(view, 'History', tree)}
      <header class="head">
        <h1>History of ${title}</h1>
        <p class="small quiet">
          ${count(version)} since ${time(createdTime, 'date', now)}. Every version stays; restoring one adds a new
          version.
        </p>
      </header>
      <form class="stack" method="get" action="${actionHref(path, 'diff')}">
        <p class="row">
          <button class="btn" type="submit">Compare the two chosen <kbd aria-hidden="true">Enter</kbd></button
          ><span class="small quiet" data-chosen
            >${second && first && html`Chosen: version ${second.version} with version ${first.version}`}</span
          >
        </p>
        <section class="scroll" aria-labelledby="versions" tabindex="0">
          <table class="versions">
            <caption id="versions">
              Versions, newest first; size in bytes
            </caption>
            <thead>
              <tr>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col">Version</th>
                <th scope="col">Change</th>
                <th scope="col" class="end">Size</th>
                <th scope="col" class="end"><span class="vh">Restore</span></th>
              </tr>
            </thead>
            <tbody>
              ${versions.map((one, index) => row(one, index, view))}
            </tbody>
          </table>
        </section>
        <p class="row after">
          ${older !== undefined && html`<a class="btn" href="${older}">Older${icon('next')}</a>`}<span
            class="small quiet"
            >Versions ${first?.version ?? 0} to ${last?.version ?? 0} of ${version}</span
          >
        </p>
      </form>
    </div>
  </main>`
  return { title: `History: ${title}`, main, tree, isMore: true, path }
}

function row(one: HistoryVersion, index: number, view: HistoryView): Markup {
  const { path, versions, version: current, now, key, mayWrite } = view
  const { version, author, growth, createdTime } = one
  const isLast = index === versions.length - 1
  const from =
    (index > 0 || isLast) &&
    html`<input
      type="radio"
      name="from"
      value="${version}"
      aria-label="From version ${version}"
      ${index === 1 && html` checked`}
    />`
  const to =
    (!isLast || index === 0) &&
    html`<input
      type="radio"
      name="to"
      value="${version}"
      aria-label="To version ${version}"
      ${index === 0 && html` checked`}
    />`
  const restore = html`<button
    class="btn bare"
    type="submit"
    formmethod="post"
    formaction="${actionHref(path, 'restore')}?key=${key}"
    name="version"
    value="${version}"
    aria-label="Restore version ${version}"
  >
    ${icon('restore')}<span>Restore</span>
  </button>`
  return html`<tr>
    <td>${from}</td>
    <td>${to}</td>
    <th scope="row">
      <a class="num" href="${actionHref(path, `versions/${version}`)}">${version}</a
      >${version === current && html` <span class="small quiet">now</span>`}<br />${time(createdTime, 'brief', now, 'small')}
    </th>
    <td>
      ${whatHappened(one) ?? html`<span class="quiet">No summary</span>`}<br /><span class="small quiet"
        >${person(author, 'plain')}</span
      >
    </td>
    <td class="num end">${sizeChange(growth, '')}</td>
    <td class="end">${version === current ? html`<span class="vh">Current version</span>` : mayWrite && restore}</td>
  </tr>`
}

function count(versions: number): string {
  return versions === 1 ? '1 version' : `${versions.toLocaleString('en-US')} versions`
}
