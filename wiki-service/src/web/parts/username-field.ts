import { html, type Markup } from '../html.ts'

/** Tells password managers which account a form's password belongs to. */
export function usernameField(login: string): Markup {
  return html`<input type="text" name="username" value="${login}" autocomplete="username" hidden>`
}
