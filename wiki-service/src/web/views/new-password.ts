import { html } from '../html.ts'
import { errorText, invalid } from '../parts/field-error.ts'
import type { Page } from '../parts/frame.ts'
import { usernameField } from '../parts/username-field.ts'

export interface NewPasswordView {
  /** Of the one-time link. */
  readonly key: string
  /** The first admin chooses a name as well; others already have an account. */
  readonly isFirstAdmin: boolean
  readonly name: string
  /** As typed, or from the account. */
  readonly login: string
  /** By field. */
  readonly errors: Readonly<Partial<Record<'name' | 'login' | 'password', string>>>
}

/** The target of a one-time link, to become the first admin or choose a password. */
export function newPasswordView({ key, isFirstAdmin, name, login, errors }: NewPasswordView): Page {
  const title = isFirstAdmin ? 'Become the first admin' : 'Choose a password'
  const main = html`<main id="main"><div class="gate stack">
    <h1>${title}</h1>
    <p class="quiet">${isFirstAdmin ? 'This link works once. Afterwards you sign in with what you choose here, and add others under Settings.' : 'This link works once. All sessions and tokens of your account end.'}</p>
    <form class="stack" method="post" action="/sign-in/link">
      <input type="hidden" name="key" value="${key}">${!isFirstAdmin && usernameField(login)}
      ${
        isFirstAdmin &&
        html`<p class="field"><label for="name">Your name, as others see it</label><input type="text" id="name" name="name" value="${name}" maxlength="100" autocomplete="name" required${invalid('name-error', errors.name)}>${errorText('name-error', errors.name, { hasIcon: true })}</p>
      <p class="field"><label for="login">Name to sign in with</label><input type="text" id="login" name="login" value="${login}" maxlength="64" autocomplete="username" autocapitalize="none" spellcheck="false" required${invalid('login-error', errors.login)}>${errorText('login-error', errors.login, { hasIcon: true })}</p>`
      }
      <p class="field"><label for="password">New password, at least 10 characters</label><input type="password" id="password" name="password" minlength="10" autocomplete="new-password" required${invalid('password-error', errors.password)}>${errorText('password-error', errors.password, { hasIcon: true })}</p>
      <button class="btn main" type="submit">${isFirstAdmin ? 'Create the account' : 'Save the password'}</button>
    </form>
    </div></main>`
  return { title, main, isMore: true, hasSearch: false, isGate: true }
}
