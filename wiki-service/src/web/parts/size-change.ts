import { html, type Markup } from '../html.ts'

/** How many characters a text has grown or shrunk, shown by sign as well as colour. */
export function sizeChange(characters: number, classes = 'num '): Markup {
  const count = Math.abs(characters).toLocaleString('en-US')
  if (characters === 0) return html`<span class="${classes}quiet">±0</span>`
  return characters > 0
    ? html`<span class="${classes}plus">+${count}</span>`
    : html`<span class="${classes}minus">&minus;${count}</span>`
}
