import { html, type Markup } from '../html.ts'
import type { Page } from '../parts/frame.ts'

/** Fields that people typed, and want to see again. */
const shown: Readonly<Record<string, string>> = { text: 'Your text', summary: 'What you changed', title: 'Title' }

/**
 * The session ended before a form was sent: shows all of its fields, to be sent again.
 * @param action to which it was sent
 */
export function signedOutView(action: string, fields: readonly (readonly [string, string])[]): Page {
  const main = html`<main id="main"><div class="wrap stack">
    <header class="head"><h1>You are signed out</h1><p>Nothing was changed. What you sent is kept on this page.</p></header>
    <ol>
      <li><a href="/sign-in?next=/sign-in/done" target="_blank">Sign in, in another tab</a></li>
      <li>Return to this tab and send it again.</li>
    </ol>
    <form class="stack" method="post" action="${action}">
      ${fields.map(field)}
      <p><button class="btn main" type="submit">Send it again</button></p>
    </form>
    </div></main>`
  return { title: 'You are signed out', main, isMore: true }
}

function field([name, value]: readonly [string, string], index: number): Markup {
  const label = shown[name] ?? (/^hand\d+$/.test(name) ? `Your wording for choice ${name.slice(4)}` : undefined)
  if (label === undefined || (value === '' && name !== 'text'))
    return value.includes('\n')
      ? html`<textarea name="${name}" hidden>${'\n'}${value}</textarea>`
      : html`<input type="hidden" name="${name}" value="${value}">`
  const id = `kept-${index}`
  const input = /^(?:text|hand\d+)$/.test(name)
    ? html`<textarea class="mono" id="${id}" name="${name}" rows="12">${'\n'}${value}</textarea>`
    : html`<input type="text" id="${id}" name="${name}" value="${value}">`
  return html`<p class="field"><label for="${id}">${label}</label>${input}</p>`
}
