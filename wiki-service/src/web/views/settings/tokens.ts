import type { StoredToken } from '../../../identity/tokens.ts'
import { html, type Markup } from '../../html.ts'
import { errorText, invalid } from '../../parts/field-error.ts'
import type { Page } from '../../parts/frame.ts'
import { time } from '../../parts/time.ts'
import { type SettingsFrame, settingsPage } from './tabs.ts'

export interface TokensView extends SettingsFrame {
  readonly tokens: readonly StoredToken[]
  readonly errors: Readonly<Partial<Record<'name', string>>>
  readonly now: Date
}

/** The tokens of programs. */
export function tokensView(view: TokensView): Page {
  const content = html`<section class="stack" aria-labelledby="tokens">
    <h2 class="serif" id="tokens">API tokens</h2>
    <p>A program uses a token in place of your name and password. What it writes appears in the history under your name.</p>
    ${view.tokens.length > 0 && table(view)}
    ${newToken(view)}
    </section>`
  return settingsPage('tokens', view, content)
}

const scopeWords = {
  read: 'read pages',
  write: 'read and write pages',
  admin: 'manage members as well',
} as const

function table({ tokens, now }: TokensView): Markup {
  const count = tokens.length === 1 ? 'Your token' : `Your ${tokens.length} tokens`
  return html`<section class="scroll" aria-labelledby="token-list" tabindex="0">
    <table><caption id="token-list">${count}</caption>
    <thead><tr><th scope="col">Name</th><th scope="col">May</th><th scope="col">Last used</th><th scope="col">Expires</th><th scope="col" class="end"><span class="vh">Revoke</span></th></tr></thead><tbody>
    ${tokens.map((token) => row(token, now))}
    </tbody></table></section>`
}

function row({ id, name, hint, scope, usedTime, expiresTime }: StoredToken, now: Date): Markup {
  const used = usedTime === null ? 'never' : time(usedTime, 'brief', now)
  const expires = expiresTime === null ? 'never' : time(expiresTime, 'date', now)
  return html`<tr><th scope="row">${name}<br><span class="mono small quiet">${hint}\u2026</span></th><td>${scopeWords[scope]}</td><td>${used}</td><td>${expires}</td><td class="end"><a class="btn bare bad" href="/settings/tokens/${id}/revoke" aria-label="Revoke ${name}">Revoke</a></td></tr>`
}

function newToken({ errors, isAdmin }: TokensView): Markup {
  return html`<form class="card stack" method="post" action="/settings/tokens">
    <h3>New token</h3>
    <div class="filters">
      <p class="field"><label for="token-name">Name</label><input type="text" id="token-name" name="name" required maxlength="60" placeholder="what it is for"${invalid('token-name-error', errors.name)}>${errorText('token-name-error', errors.name)}</p>
      <p class="field"><label for="expires">Expires</label><select id="expires" name="expires"><option value="30">in 30 days</option><option value="90" selected>in 90 days</option><option value="365">in a year</option><option value="never">never</option></select></p>
    </div>
    <fieldset><legend>May</legend>
      ${choice('read', 'read pages')}
      ${choice('write', 'read and write pages')}
      ${isAdmin && choice('admin', 'read and write pages, and manage members')}
    </fieldset>
    <p><button class="btn main" type="submit">Create token</button></p>
  </form>`
}

function choice(scope: keyof typeof scopeWords, label: string): Markup {
  return html`<p><input type="radio" id="scope-${scope}" name="scope" value="${scope}"${scope === 'read' && html` checked`}> <label for="scope-${scope}">${label}</label></p>`
}

/** Asks for confirmation, because it cannot be undone. */
export function revokeView(frame: SettingsFrame, { id, name }: Pick<StoredToken, 'id' | 'name'>): Page {
  const content = html`<section class="stack" aria-labelledby="revoke">
    <h2 class="serif" id="revoke">Revoke ${name}?</h2>
    <p>The program that uses it can no longer read or write. This cannot be undone.</p>
    <form class="row" method="post" action="/settings/tokens/${id}/revoke"><button class="btn bad" type="submit">Revoke ${name}</button><a class="btn bare" href="/settings/tokens">Keep it</a></form>
    </section>`
  return settingsPage('tokens', frame, content)
}
