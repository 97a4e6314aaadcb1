import { html } from '../html.ts'
import { actionHref, pageHref } from '../parts/addresses.ts'
import { crumbsOfAction } from '../parts/crumbs.ts'
import { errorText, invalid } from '../parts/field-error.ts'
import type { Page } from '../parts/frame.ts'
import { icon } from '../parts/icons.ts'
import type { Tree } from '../parts/tree.ts'

export interface MoveView {
  readonly page: { readonly path: string; readonly title: string }
  /** As typed. */
  readonly path: string
  readonly error?: string
  readonly hasChildren: boolean
  readonly key: string
  readonly tree: Tree
}

/** The form to move a page, and those below it. */
export function moveView({ page, path, error, hasChildren, key, tree }: MoveView): Page {
  const main = html`<main id="main"><div class="wrap stack">
    ${crumbsOfAction(page, 'Move', tree)}
    <header class="head"><h1>Move ${page.title}</h1><p class="quiet">Links and bookmarks to the old path keep working: it redirects to the new one. To change the title, edit the page.</p></header>
    <form class="stack" method="post" action="${actionHref(page.path, 'move')}">
      <input type="hidden" name="key" value="${key}">
      <p class="field"><label for="path">New path</label><input class="mono" type="text" id="path" name="path" value="${path}" required maxlength="400" spellcheck="false" autocapitalize="none" autofocus${invalid('patherror', error)}>${errorText('patherror', error)}</p>
      ${hasChildren && html`<p><input type="checkbox" id="children" name="children" value="on" checked> <label for="children">Move the pages below it as well</label></p>`}
      <p class="row"><button class="btn main" type="submit">${icon('move')}Move</button><a class="btn bare" href="${pageHref(page.path)}">Cancel</a></p>
    </form>
    </div></main>`
  return { title: `Move: ${page.title}`, main, tree, isMore: true, path: page.path }
}
