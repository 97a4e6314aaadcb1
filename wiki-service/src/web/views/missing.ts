import { shownBacklinks } from '../../reading/surroundings.ts'
import { html } from '../html.ts'
import { actionHref, folderHref, pageHref, placeOf } from '../parts/addresses.ts'
import { above, crumbs } from '../parts/crumbs.ts'
import type { Page } from '../parts/frame.ts'
import { icon } from '../parts/icons.ts'
import type { Tree } from '../parts/tree.ts'
import type { Standing } from '../visitor.ts'
import type { LinkingPage } from './page.ts'

export interface MissingView {
  readonly path: string
  /** The title that the page would have. */
  readonly title: string
  /** If there are more than are counted, includes one more. */
  readonly backlinks: readonly LinkingPage[]
  readonly similar: readonly LinkingPage[]
  /** There are pages below this path. */
  readonly isFolder: boolean
  readonly tree: Tree
  /** Of the visitor. */
  readonly standing: Standing
}

/** A page that does not exist yet. */
export function missingView({ path, title, backlinks, similar, isFolder, tree, standing }: MissingView): Page {
  const [first] = backlinks
  const main = html`<main id="main"><div class="wrap stack">
    ${crumbs([...above(path, tree), { title }])}
    <header class="head"><h1>&ldquo;${title}&rdquo; does not exist yet</h1>
      ${
        first === undefined
          ? html`<p>No page links to it.</p>`
          : backlinks.length === 1
            ? html`<p><a href="${pageHref(first.path)}">${first.title}</a> links to it. Write it and the link works.</p>`
            : html`<p>${backlinks.length > shownBacklinks ? `${shownBacklinks} or more` : backlinks.length} pages link to it, <a href="${pageHref(first.path)}">${first.title}</a> among them. Write it and all the links work.</p>`
      }
      ${isFolder && html`<p><a href="${folderHref(path)}">See the pages below it</a></p>`}</header>
    <form method="get" action="${actionHref(path, 'edit')}"><p class="row">${standing !== 'reader' && html`<button class="btn main" type="submit">${icon('plus')}Create this page</button>`}<a class="btn" href="/search?q=${encodeURIComponent(title)}">${icon('search')}Search for &ldquo;${title}&rdquo;</a></p></form>
    ${
      similar.length > 0 &&
      html`<section class="after" aria-labelledby="similar">
      <h2 id="similar">Similar pages</h2>
      <ul>
        ${similar.map((page) => {
          const place = placeOf(page.path)
          return html`<li><a href="${pageHref(page.path)}">${page.title}</a>${place !== undefined && html` <span class="quiet small">in ${place}</span>`}</li>`
        })}
      </ul>
    </section>`
    }
    </div></main>`
  return { title, main, tree }
}
