import { html, type Markup } from '../html.ts'
import type { Page } from '../parts/frame.ts'

/** All keys. */
export function keyboardView(): Page {
  const main = html`<main id="main"><div class="wrap">
    <header class="head"><h1>Keyboard</h1><p class="quiet">Single keys do nothing while you type in a field. You can switch them off under <a href="/wiki/-/preferences">Name and keys</a>.</p></header>
    <table><caption>Keys and where they work</caption><thead><tr><th scope="col">Key</th><th scope="col">Does</th><th scope="col">Where</th></tr></thead><tbody>
    ${keys.map(([names, does, where]) => row(names, does, where))}
    </tbody></table>
    </div></main>`
  return { title: 'Keyboard', main, isMore: true }
}

const keys = [
  [['/'], 'goes to the search field', 'everywhere'],
  [['Ctrl K'], 'opens the quick switcher', 'everywhere'],
  [['e'], 'edits this page', 'page'],
  [['h'], 'shows its history', 'page'],
  [['j', 'k'], 'next, previous change, result or choice', 'compare, search, merge, history'],
  [['1', '2', '3', '4'], 'keeps mine, theirs, both, edits by hand', 'merge'],
  [['Ctrl S'], 'saves', 'editor, merge'],
  [['Ctrl B', 'Ctrl I', 'Ctrl L'], 'bold, italic, link', 'editor'],
  [['Esc'], 'closes the open menu or switcher; in the editor leaves the text field', 'everywhere'],
  [['?'], 'opens this page', 'everywhere'],
] as const

function row(names: readonly string[], does: string, where: string): Markup {
  const shown = names.map((name, index) => html`${index > 0 && ' '}<kbd class="shown">${name}</kbd>`)
  return html`<tr><th scope="row">${shown}</th><td>${does}</td><td class="quiet">${where}</td></tr>`
}
