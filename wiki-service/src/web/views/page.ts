import { html, type Markup } from '../html.ts'
import { actionHref, pageHref, placeOf } from '../parts/addresses.ts'
import { contents, type Heading } from '../parts/contents.ts'
import { copyNotice } from '../parts/copy-notice.ts'
import { above, crumbs } from '../parts/crumbs.ts'
import type { Page } from '../parts/frame.ts'
import { icon } from '../parts/icons.ts'
import { type Notice, notice } from '../parts/notice.ts'
import { person, type Person } from '../parts/person.ts'
import { time } from '../parts/time.ts'
import type { Tree } from '../parts/tree.ts'
import { mayWrite, type Standing } from '../visitor.ts'

export interface PageView {
  readonly path: string
  readonly title: string
  readonly version: number
  readonly tags: readonly string[]
  readonly updatedTime: string
  readonly updatedBy: Person
  /** The rendered text. */
  readonly article: Markup
  /** Of the reader. */
  readonly standing: Standing
  readonly headings: readonly Heading[]
  /** The beginning of the text. */
  readonly opening?: string | undefined
  readonly backlinks: readonly LinkingPage[]
  /** There are more than these. */
  readonly hasMoreBacklinks?: boolean
  readonly tree: Tree
  readonly now: Date
  readonly notices?: readonly Notice[]
  /** Set while the database is down: the time of this copy. */
  readonly copyOf?: string
  /** Set if an earlier version is shown. */
  readonly currentVersion?: number
}

export interface LinkingPage {
  readonly path: string
  readonly title: string
}

/** The reading view. */
export function pageView(view: PageView): Page {
  const { path, title, version, updatedTime, updatedBy, article, tree, now, copyOf, currentVersion } = view
  const { notices = [], headings } = view
  const main = html`<main id="main" class="page">
    ${copyOf !== undefined && copyNotice(pageHref(path), copyOf, now)}
    ${currentVersion !== undefined && oldVersionNotice(path, version, currentVersion)} ${notices.map(notice)}
    <header class="head">
      ${crumbs([...above(path, tree), { title }])}
      <h1>${title}</h1>
      <p class="small quiet">
        Version ${version}, edited ${time(updatedTime, 'moment', now)} by
        ${person(updatedBy, 'plain')}${tagList(view.tags)}
      </p>
      ${actions(view)}
    </header>
    ${contents(headings)}
    <article class="prose">${article}</article>
    ${backlinkSection(view)}
  </main>`
  return { title: documentTitle(path, title), description: view.opening, main, tree, path }
}

function actions({ path, version, standing, copyOf }: PageView): Markup {
  const isEditable = copyOf === undefined
  const edit = isEditable
    ? html`<a class="btn" href="${actionHref(path, 'edit')}" aria-keyshortcuts="e"
        >${icon('edit')}Edit <kbd aria-hidden="true">e</kbd></a
      >`
    : html`<button class="btn" type="button" disabled>${icon('lock')}Edit</button>`
  return html`<div class="row actions">
    ${standing !== 'reader' && edit}
    <a class="btn" href="${actionHref(path, 'history')}" aria-keyshortcuts="h"
      >${icon('history')}History <kbd aria-hidden="true">h</kbd></a
    >
    <details class="menu">
      <summary class="btn" aria-label="More">${icon('more')}</summary>
      <ul>
        <li><a href="${actionHref(path, `versions/${version}`)}">${icon('link')}Link to this version</a></li>
        <li><a href="${actionHref(path, 'source')}">${icon('code')}Markdown source</a></li>
        ${
          mayWrite(standing) &&
          html`<li><a href="${actionHref(path, 'move')}">${icon('move')}Move or rename</a></li>
        <li>
          <form method="post" action="${actionHref(path, 'trash')}">
            <button class="bad" type="submit">${icon('trash')}Move to trash</button>
          </form>
        </li>`
        }
      </ul>
    </details>
  </div>`
}

function oldVersionNotice(path: string, version: number, current: number): Markup {
  return notice({
    kind: 'warn',
    text: html`<b>You are reading version ${version}.</b> The current one is version ${current}.`,
    action: html`<a href="${pageHref(path)}">Read version ${current}</a>`,
  })
}

function tagList(tags: readonly string[]): Markup | false {
  return (
    tags.length > 0 &&
    html` ·
    ${tags.map((tag, index) => html`${index > 0 && ', '}<a class="plain" href="/search?tag=${encodeURIComponent(tag)}">${tag}</a>`)}`
  )
}

function backlinkSection({ backlinks, hasMoreBacklinks, path }: PageView): Markup | false {
  if (backlinks.length === 0) return false
  const count = `${backlinks.length}${hasMoreBacklinks ? ' or more' : ''}`
  return html`<section class="after" aria-labelledby="backlinks">
    <h2 id="backlinks">${count} ${backlinks.length === 1 ? 'page links' : 'pages link'} here</h2>
    <ul>
      ${backlinks.map((link) => {
        const place = placeOf(link.path)
        return html`<li>
          <a href="${pageHref(link.path)}">${link.title}</a
          >${place !== undefined && place !== placeOf(path) && html` <span class="quiet small">in ${place}</span>`}
        </li>`
      })}
    </ul>
  </section>`
}

/** `Onboarding · Handbook`, for the window. */
function documentTitle(path: string, title: string): string {
  const place = placeOf(path)
  return place === undefined ? title : `${title} \u00B7 ${place}`
}
