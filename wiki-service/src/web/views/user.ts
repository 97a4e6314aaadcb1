import { html } from '../html.ts'
import { type Change, changeList } from '../parts/changes.ts'
import { initials, type Page } from '../parts/frame.ts'
import { type Person, shownName } from '../parts/person.ts'
import { time } from '../parts/time.ts'
import type { Tree } from '../parts/tree.ts'

export interface UserView {
  readonly user: Person
  readonly createdTime: string
  readonly changes: readonly Change[]
  readonly earlier: string | undefined
  readonly tree: Tree
  readonly now: Date
}

/** The changes of one person. */
export function userView({ user, createdTime, changes, earlier, tree, now }: UserView): Page {
  const name = shownName(user.name)
  const main = html`<main id="main"><div class="wrap">
    <header class="head"><div class="row"><span class="face" aria-hidden="true">${initials(name)}</span><div><h1>${name}</h1></div></div>
      <p class="quiet">Here since ${time(createdTime, 'date', now)}.</p></header>
    <section class="days" aria-label="Changes">
    ${changes.length === 0 ? html`<p>No changes to pages yet.</p>` : changeList(changes, { now, heading: 2, isOfOneAuthor: true })}
    ${earlier !== undefined && html`<p class="after"><a href="${earlier}">Earlier changes</a></p>`}
    </section>
    </div></main>`
  return { title: name, main, tree, isMore: true }
}
