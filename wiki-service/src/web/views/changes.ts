import { html } from '../html.ts'
import { type Change, changeList } from '../parts/changes.ts'
import type { Page } from '../parts/frame.ts'
import type { Tree } from '../parts/tree.ts'

export interface ChangesView {
  readonly changes: readonly Change[]
  readonly earlier: string | undefined
  readonly tree: Tree
  readonly now: Date
}

/** The log of all changes, newest first. */
export function changesView({ changes, earlier, tree, now }: ChangesView): Page {
  const main = html`<main id="main"><div class="wrap">
    <header class="head"><h1>Changes</h1><p class="quiet">Every version of every page, newest first.</p></header>
    <section class="days" aria-label="Changes">
    ${changes.length === 0 ? html`<p>There are no earlier changes.</p>` : changeList(changes, { now, heading: 2 })}
    ${earlier !== undefined && html`<p class="after"><a href="${earlier}">Earlier changes</a></p>`}
    </section>
    </div></main>`
  return { title: 'Changes', main, tree, isMore: true }
}
