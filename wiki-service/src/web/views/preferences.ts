import { html } from '../html.ts'
import type { Page } from '../parts/frame.ts'
import type { Visitor } from '../visitor.ts'

/** What this browser remembers: the author's name, and whether single keys are shortcuts. */
export function preferencesView({ name = '', hasKeys, standing }: Visitor): Page {
  const isOpen = standing === 'open'
  const title = isOpen ? 'Name and keys' : 'Keys'
  const main = html`<main id="main"><div class="wrap stack">
    <header class="head"><h1>${title}</h1><p class="quiet">Kept in this browser.${isOpen && ' This wiki asks nobody to sign in.'}</p></header>
    <form class="stack" method="post" action="/wiki/-/preferences">
      ${isOpen && html`<p class="field"><label for="name">Your name</label><input type="text" id="name" name="name" value="${name}" maxlength="100" autocomplete="name" aria-describedby="name-help"><span class="small quiet" id="name-help">Shown in the history of your changes from now on.</span></p>`}
      <p><input type="hidden" name="keys" value="off"><input type="checkbox" id="keys" name="keys" value="on"${hasKeys && html` checked`}> <label for="keys">Single keys, such as <kbd class="shown">e</kbd> to edit</label></p>
      <p class="row"><button class="btn main" type="submit">Save</button><a class="btn bare" href="/wiki/-/keyboard">All keys</a></p>
    </form>
    </div></main>`
  return { title, main, isMore: true }
}
