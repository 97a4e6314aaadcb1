import { html } from '../html.ts'
import { pageHref } from '../parts/addresses.ts'
import { type Change, changeList } from '../parts/changes.ts'
import { copyNotice } from '../parts/copy-notice.ts'
import type { Page } from '../parts/frame.ts'
import { searchField } from '../parts/search-field.ts'
import type { Tree } from '../parts/tree.ts'

export interface HomeView {
  readonly changes: readonly Change[]
  /** The address of earlier changes. */
  readonly earlier: string | undefined
  readonly wanted: readonly WantedPage[]
  readonly tree: Tree
  /** Set while the database is down: the time of this copy. */
  readonly copyOf?: string
  readonly now: Date
}

interface WantedPage {
  readonly path: string
  readonly title: string
  readonly links: number
}

/** The latest changes, and wanted pages. */
export function homeView({ changes, earlier, wanted, tree, now, copyOf }: HomeView): Page {
  const main = html`<main id="main" class="page">
    ${copyOf !== undefined && copyNotice('/', copyOf, now)}
    <header class="head">
      <h1>What the team knows</h1>
      ${searchField()}
    </header>
    <div>
      <section class="days" aria-labelledby="recent">
        <div class="row"><h2 class="serif" id="recent">Recent changes</h2></div>
        ${changeList(changes, { now, heading: 3 })}
        ${earlier !== undefined && html`<p class="after"><a href="${earlier}">Earlier changes</a></p>`}
      </section>
    </div>
    <aside class="side stack after" aria-label="For you">
      <section aria-labelledby="drafts" hidden><h2 id="drafts">Your drafts</h2></section>
      ${wanted.length > 0 && wantedSection(wanted)}
    </aside>
  </main>`
  return { main, tree, place: 'home', hasSearch: false }
}

function wantedSection(wanted: readonly WantedPage[]) {
  return html`<section aria-labelledby="wanted">
    <h2 id="wanted">Wanted pages</h2>
    <ul>
      ${wanted.map(
        ({ path, title, links }) =>
          html`<li>
            <a class="missing" href="${pageHref(path)}">${title}</a>
            <span class="quiet small">${links} ${links === 1 ? 'link' : 'links'}</span>
          </li>`,
      )}
    </ul>
  </section>`
}
