import { html, type Markup } from '../html.ts'

/** Tells password managers whose password a form is about. */
export function usernameField(login: string): Markup {
  return html`<input type="text" name="username" value="${login}" autocomplete="username" hidden>`
}
