import type { Assets } from '../assets.ts'
import { html, type Markup, type Piece } from '../html.ts'
import { mayWrite, type Visitor } from '../visitor.ts'
import { pageHref } from './addresses.ts'
import { icon, sprite } from './icons.ts'
import { searchField } from './search-field.ts'
import { type Tree, type TreePlace, treeView } from './tree.ts'

/** A page of the wiki without the parts that all pages share. */
export interface Page {
  /** The window's title, followed by the wiki's name. Undefined: only the name. */
  readonly title?: string | undefined
  /** For search engines and messengers. */
  readonly description?: string | undefined
  readonly main: Markup
  /** The tree of pages on the left; without it the page takes the whole width. */
  readonly tree?: Tree | undefined
  readonly place?: TreePlace
  /** Whether it needs more than the style of a reading page. */
  readonly isMore?: boolean
  /** The path of the shown page, for the keys and the list of recently read pages. */
  readonly path?: string
  /** False on the home page, which has its own. */
  readonly hasSearch?: boolean
  /** The current query. */
  readonly query?: string
  readonly hasFoot?: boolean
  /** Whether people sign in here. */
  readonly isGate?: boolean
  /** For the editor. */
  readonly nonce?: string
}

export interface FrameContext {
  readonly assets: Pick<Assets, 'href'>
  readonly visitor: Visitor
}

/** The whole document around a page. */
export function frame(page: Page, { assets, visitor }: FrameContext): string {
  const {
    title,
    description,
    main,
    tree,
    place,
    isMore,
    path,
    hasSearch = true,
    query,
    hasFoot = true,
    isGate = false,
    nonce,
  } = page
  const body = html`<body${path === undefined ? undefined : html` data-path="${path}"`}${visitor.hasKeys ? undefined : html` data-keys="off"`}>
    <a class="skip vh" href="#main">Skip to content</a>
    <header class="bar">
      ${tree && html`<button class="btn bare menu-button" type="button" popovertarget="tree" aria-label="Pages">${icon('menu')}</button>`}
      <a class="brand" href="/" aria-label="Nebula Wiki, home">${icon('mark')}<span>Nebula Wiki</span></a>
      ${hasSearch && searchField(query)}
      ${hasSearch && html`<a class="btn bare phone" href="/search" aria-label="Search">${icon('search')}</a>`}
      ${nonce === undefined && visitor.standing !== 'reader' && !isGate && html`<a class="btn" href="/wiki/-/new" aria-label="New page">${icon('plus')}<span>New page</span></a>`}
      ${!isGate && (visitor.standing === 'anonymous' ? signIn(path) : menu(visitor))}
    </header>
    ${tree ? html`<div class="shell">${treeView(tree, { current: path, place, mayWrite: mayWrite(visitor.standing) })}${main}</div>` : main}
    ${hasFoot && foot(visitor)}
    `
  return html`<!doctype html>
    <html lang="en"${visitor.theme !== 'auto' && html` data-theme="${visitor.theme}"`}>
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title === undefined ? '' : `${title} \u00B7 `}Nebula Wiki</title>
    <meta name="description" content="${description || 'A wiki that keeps every version and never overwrites an edit.'}">
    <link rel="icon" href="/assets/icon.svg">
    <link rel="stylesheet" href="${assets.href('wiki.css')}">
    ${isMore && html`<link rel="stylesheet" href="${assets.href('editor.css')}" />`}
    <script type="module" src="${assets.href('site.js')}" data-more="${assets.href('editor.css')}" data-palette="${assets.href('palette.js')}"></script>
    ${nonce !== undefined && html`<script type="module" src="${assets.href('editor.js')}" nonce="${nonce}" fetchpriority="low"></script>`}
    </head>
    ${body}${sprite(body.text)}
    </body>
    </html>
    `.text
}

function menu(visitor: Visitor): Markup {
  const face: Piece =
    visitor.name === undefined
      ? html`${icon('user')}<span class="vh">Your menu</span>`
      : html`<span aria-hidden="true">${initials(visitor.name)}</span
          ><span class="vh">${visitor.name}, your menu</span>`
  return html`<details class="menu">
    <summary class="face">${face}</summary>
    <ul>
      ${visitor.id !== undefined && html`<li><a href="/wiki/-/users/${visitor.id}">${icon('user')}Your changes</a></li>`}
      ${
        visitor.standing === 'open'
          ? html`<li><a href="/wiki/-/preferences">${icon('gear')}Name and keys</a></li>`
          : html`<li><a href="/settings">${icon('gear')}Settings</a></li>
      <li><form method="post" action="/sign-out"><button type="submit">${icon('out')}Sign out</button></form></li>`
      }
    </ul>
  </details>`
}

/** @param path of the shown page, to return to */
function signIn(path: string | undefined): Markup {
  const next = path === undefined ? '' : `?next=${encodeURIComponent(pageHref(path))}`
  return html`<a class="btn" href="/sign-in${next}" aria-label="Sign in">${icon('key')}<span>Sign in</span></a>`
}

function foot({ theme }: Visitor): Markup {
  const button = (value: Visitor['theme'], label: string): Markup =>
    html`<button type="submit" name="theme" value="${value}" aria-pressed="${String(theme === value)}">
      ${label}
    </button>`
  return html`<footer class="foot">
    <a href="/docs">API</a>
    <a href="/wiki/-/pages">All pages</a>
    <a href="/wiki/-/keyboard">Keyboard</a>
    <a href="/wiki/-/about">About</a>
    <form class="seg" method="post" action="/wiki/-/preferences" aria-label="Colours">
      ${button('auto', 'Auto')} ${button('light', 'Light')} ${button('dark', 'Dark')}
    </form>
  </footer>`
}

/** Of the first and the last word, in any script. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends
    .map((word = '') => /^\P{M}\p{M}?/u.exec(word)?.[0] ?? '')
    .join('')
    .toUpperCase()
}
