import { html, type Markup } from '../html.ts'

/** How many bytes a text has grown or shrunk, shown by sign as well as colour. */
export function sizeChange(bytes: number, classes = 'num '): Markup {
  const count = Math.abs(bytes).toLocaleString('en-US')
  if (bytes === 0) return html`<span class="${classes}quiet">±0</span>`
  return bytes > 0
    ? html`<span class="${classes}plus">+${count}</span>`
    : html`<span class="${classes}minus">&minus;${count}</span>`
}
