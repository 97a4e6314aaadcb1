import { html, type Markup } from '../html.ts'
import { placeOf } from '../parts/addresses.ts'
import type { Page } from '../parts/frame.ts'
import { icon } from '../parts/icons.ts'
import { type Notice, notice } from '../parts/notice.ts'
import { person, type Person } from '../parts/person.ts'
import { time } from '../parts/time.ts'
import type { Tree } from '../parts/tree.ts'

export interface TrashView {
  readonly pages: readonly TrashedPage[]
  readonly more: string | undefined
  readonly notices: readonly Notice[]
  readonly key: string
  readonly tree: Tree
  readonly now: Date
}

interface TrashedPage {
  readonly id: number
  /** Its former path. */
  readonly path: string
  readonly title: string
  readonly deletedTime: string
  readonly deletedBy: Person
}

/** Pages in the trash, with buttons to restore them. */
export function trashView({ pages, more, notices, key, tree, now }: TrashView): Page {
  const main = html`<main id="main"><div class="wide stack">
    <header class="head"><h1>Trash</h1><p class="quiet">Pages stay here with their whole history. Restoring one restores its links as well.</p></header>
    ${notices.map(notice)}
    ${
      pages.length === 0
        ? html`<p>The trash is empty.</p>`
        : html`<section class="scroll" aria-labelledby="deleted" tabindex="0">
    <table><caption id="deleted">Last deleted first</caption>
    <thead><tr><th scope="col">Page</th><th scope="col">Deleted</th><th scope="col" class="end"><span class="vh">Actions</span></th></tr></thead><tbody>
    ${pages.map((page) => row(page, key, now))}
    </tbody></table></section>`
    }
    ${more !== undefined && html`<p class="after"><a href="${more}">More pages</a></p>`}
    </div></main>`
  return { title: 'Trash', main, tree, place: 'trash', isMore: true }
}

function row({ id, path, title, deletedTime, deletedBy }: TrashedPage, key: string, now: Date): Markup {
  const place = placeOf(path)
  return html`<tr><th scope="row">${title}${place !== undefined && html`<br><span class="small quiet">${place}</span>`}</th><td>${time(deletedTime, 'date', now)}<br><span class="small quiet">${person(deletedBy, 'plain')}</span></td><td class="end">${restoreForm(id, key, html`<button class="btn" type="submit" aria-label="Restore ${title}">${icon('restore')}<span>Restore</span></button>`)}</td></tr>`
}

export function restoreForm(id: number, key: string, button: Markup): Markup {
  return html`<form method="post" action="/wiki/-/trash"><input type="hidden" name="page" value="${id}"><input type="hidden" name="key" value="${key}-${id}">${button}</form>`
}
