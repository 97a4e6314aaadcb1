import { html, type Markup } from '../html.ts'
import type { Page } from '../parts/frame.ts'

export interface Message {
  readonly title: string
  readonly text: Markup
  readonly actions?: Markup
}

/** A failure: first what happened, then what to do. */
export function messageView({ title, text, actions }: Message): Page {
  const main = html`<main id="main"><div class="wrap stack">
    <header class="head"><h1>${title}</h1><p>${text}</p></header>
    <p class="row">${actions ?? html`<a class="btn" href="/">Home</a>`}</p>
    </div></main>`
  return { title, main }
}
