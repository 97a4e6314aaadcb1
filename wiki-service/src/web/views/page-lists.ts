import { html, type Markup, type Piece } from '../html.ts'
import { folderHref, pageHref, placeOf, titleOf } from '../parts/addresses.ts'
import { above, crumbs } from '../parts/crumbs.ts'
import type { Page } from '../parts/frame.ts'
import { person, type Person } from '../parts/person.ts'
import { time } from '../parts/time.ts'
import type { Tree } from '../parts/tree.ts'

interface ListView {
  readonly tree: Tree
  readonly now: Date
  /** The address of the next part. */
  readonly more: string | undefined
}

export interface ListedPage {
  readonly path: string
  readonly title: string
  readonly updatedTime: string
}

/** All pages by path, or those of one folder. */
export function allPagesView({
  pages,
  under,
  more,
  tree,
  now,
}: ListView & { readonly pages: readonly ListedPage[]; readonly under: string | undefined }): Page {
  const head =
    under === undefined
      ? html`<h1>All pages</h1><p class="quiet">By path, which is the place of a page in the tree. Old links keep working after a move.</p>`
      : html`${crumbs([...above(under, tree), { title: titleOf(under) }])}<h1>Pages in ${titleOf(under)}</h1><p class="quiet">By path. <a href="/wiki/-/pages">All pages</a></p>`
  const list =
    pages.length === 0
      ? html`<p>There are no pages here yet.</p>`
      : html`<ul class="leaves">${branches(pages, now)}</ul>`
  return listPage('All pages', 'all', head, html`${list}${moreLink(more)}`, tree)
}

interface Branch {
  readonly page: ListedPage | undefined
  readonly path: string
  readonly below: ListedPage[]
}

/** Pages below others are indented; folders without a page get a line as well. */
function branches(pages: readonly ListedPage[], now: Date, depth = 1): Markup[] {
  const made: Branch[] = []
  for (const page of pages) {
    const segments = page.path.split('/')
    const path = segments.slice(0, depth).join('/')
    const last = made.at(-1)
    if (last?.path === path) last.below.push(page)
    else
      made.push({
        page: segments.length <= depth ? page : undefined,
        path,
        below: segments.length <= depth ? [] : [page],
      })
  }
  return made.map(
    ({ page, path, below }) =>
      html`<li>${leaf(page, path, now)}${below.length > 0 && html`<ul>${branches(below, now, depth + 1)}</ul>`}</li>`,
  )
}

function leaf(page: ListedPage | undefined, path: string, now: Date): Markup {
  if (page === undefined)
    return html`<span class="leaf"><a href="${folderHref(path)}">${titleOf(path)}</a> <span class="small quiet">no page of its own</span></span>`
  return html`<span class="leaf"><a href="${pageHref(path)}">${page.title}</a> <span class="small quiet">${time(page.updatedTime, 'date', now)}</span></span>`
}

/** Paths that have links but no page. */
export function wantedView({
  pages,
  more,
  tree,
}: ListView & {
  readonly pages: readonly { readonly path: string; readonly title: string; readonly links: number }[]
}): Page {
  const rows = pages.map(
    ({ path, title, links }) =>
      html`<tr><th scope="row"><a class="missing" href="${pageHref(path)}">${title}</a><br><span class="small quiet">${path}</span></th><td class="num end">${links}</td></tr>`,
  )
  return listPage(
    'Wanted pages',
    'wanted',
    html`<h1>Wanted pages</h1><p class="quiet">Somebody links to these, nobody has written them yet. Follow one to create it.</p>`,
    html`${table('Most wanted first', ['Page', 'Links'], rows)}${moreLink(more)}`,
    tree,
  )
}

/** Pages without incoming links. */
export function orphansView({
  pages,
  more,
  tree,
  now,
}: ListView & { readonly pages: readonly (ListedPage & { readonly updatedBy: Person })[] }): Page {
  const rows = pages.map(({ path, title, updatedTime, updatedBy }) => {
    const place = placeOf(path)
    return html`<tr><th scope="row"><a href="${pageHref(path)}">${title}</a>${place !== undefined && html`<br><span class="small quiet">${place}</span>`}</th><td class="end">${time(updatedTime, 'date', now)}<br><span class="small quiet">${person(updatedBy, 'plain')}</span></td></tr>`
  })
  return listPage(
    'Orphans',
    'orphans',
    html`<h1>Orphans</h1><p class="quiet">No page links to these, so people only find them by searching.</p>`,
    html`${table('By path', ['Page', 'Last edited'], rows)}${moreLink(more)}`,
    tree,
  )
}

function listPage(title: string, tab: 'all' | 'wanted' | 'orphans', head: Markup, list: Markup, tree: Tree): Page {
  const link = (name: typeof tab, href: string, label: string): Markup =>
    html`<a href="${href}"${name === tab && html` aria-current="page"`}>${label}</a>`
  const main = html`<main id="main"><div class="wrap">
    <header class="head">${head}</header>
    <nav class="tabs" aria-label="Lists of pages">${link('all', '/wiki/-/pages', 'All')}${link('wanted', '/wiki/-/pages/wanted', 'Wanted')}${link('orphans', '/wiki/-/pages/orphans', 'Orphans')}</nav>
    ${list}
    </div></main>`
  return { title, main, tree, place: 'pages', isMore: true }
}

function table(caption: string, heads: readonly [string, string], rows: readonly Markup[]): Piece {
  if (rows.length === 0) return html`<p>There are none.</p>`
  return html`<table><caption>${caption}</caption><thead><tr><th scope="col">${heads[0]}</th><th scope="col" class="end">${heads[1]}</th></tr></thead><tbody>
    ${rows}
    </tbody></table>`
}

function moreLink(more: string | undefined): Markup | false {
  return more !== undefined && html`<p class="after"><a href="${more}">More pages</a></p>`
}
