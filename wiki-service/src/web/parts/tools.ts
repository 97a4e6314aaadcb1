import { html, type Markup } from '../html.ts'
import { icon, type IconName } from './icons.ts'

/** The format buttons. They need the editor's script, which shows them. */
export function tools(): Markup {
  return html`<div class="tools" role="toolbar" aria-label="Formatting" aria-controls="text" hidden>
    ${buttons.map(
      ([name, label, keys]) =>
        html`<button
          class="btn bare"
          type="button"
          aria-label="${label}"
          data-format="${name}"
          ${keys !== undefined && html` aria-keyshortcuts="${keys}"`}
        >
          ${icon(name)}
        </button>`,
    )}
  </div>`
}

const buttons: readonly (readonly [IconName, string, string?])[] = [
  ['heading', 'Heading'],
  ['bold', 'Bold', 'Control+B'],
  ['italic', 'Italic', 'Control+I'],
  ['link', 'Link to a page', 'Control+L'],
  ['list', 'List'],
  ['task', 'Tasks'],
  ['code', 'Code'],
  ['table', 'Table'],
]
