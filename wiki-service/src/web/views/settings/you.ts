import { html } from '../../html.ts'
import { errorText, invalid } from '../../parts/field-error.ts'
import type { Page } from '../../parts/frame.ts'
import { icon } from '../../parts/icons.ts'
import { usernameField } from '../../parts/username-field.ts'
import { type SettingsFrame, settingsPage } from './tabs.ts'

export interface YouView extends SettingsFrame {
  readonly name: string
  readonly login: string
  readonly email: string | null
  readonly role: string
  readonly hasPassword: boolean
  readonly hasKeys: boolean
  /** By field of the form for the password. */
  readonly errors: Readonly<Partial<Record<'current' | 'password', string>>>
}

/** Your own account. */
export function youView(view: YouView): Page {
  const { name, login, email, role, hasKeys } = view
  const content = html`<section class="stack" aria-labelledby="account">
    <h2 class="serif" id="account">${name}</h2>
    <p>You sign in as <b>${login}</b>${email !== null && html` or <b>${email}</b>`}. Your role is ${role}.</p>
    </section>
    <section class="stack after" aria-labelledby="password-heading">
    <h2 class="serif" id="password-heading">Password</h2>
    ${view.hasPassword ? passwordForm(view) : html`<p>You sign in with a provider. An admin can give you a link to choose a password as well.</p>`}
    </section>
    <section class="stack after" aria-labelledby="sessions">
    <h2 class="serif" id="sessions">Sessions</h2>
    <form class="stack" method="post" action="/settings/sessions">
      <p>Signs you out in every browser, including this one. Tokens stay valid.</p>
      <p><button class="btn" type="submit">${icon('out')}Sign out everywhere</button></p>
    </form>
    </section>
    <section class="stack after" aria-labelledby="keys-heading">
    <h2 class="serif" id="keys-heading">Keys</h2>
    <form class="stack" method="post" action="/wiki/-/preferences">
      <p><input type="hidden" name="keys" value="off"><input type="checkbox" id="keys" name="keys" value="on"${hasKeys && html` checked`}> <label for="keys">Single keys, such as <kbd class="shown">e</kbd> to edit, in this browser</label></p>
      <p class="row"><button class="btn" type="submit">Save</button><a class="btn bare" href="/wiki/-/keyboard">All keys</a></p>
    </form>
    </section>`
  return settingsPage('you', view, content)
}

function passwordForm({ errors, login }: YouView) {
  const field = (id: 'current' | 'password', label: string, complete: string) =>
    html`<p class="field"><label for="${id}">${label}</label><input type="password" id="${id}" name="${id}" autocomplete="${complete}" required${invalid(`${id}-error`, errors[id])}>${errorText(`${id}-error`, errors[id], { hasIcon: true })}</p>`
  return html`<form class="stack" method="post" action="/settings/password">
    ${usernameField(login)}
    ${field('current', 'Current password', 'current-password')}
    ${field('password', 'New password, at least 10 characters', 'new-password')}
    <p class="small quiet">All your sessions and tokens end, and you sign in again.</p>
    <p><button class="btn main" type="submit">Change password</button></p>
  </form>`
}
