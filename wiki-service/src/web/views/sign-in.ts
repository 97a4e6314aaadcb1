import { html, type Markup } from '../html.ts'
import type { Page } from '../parts/frame.ts'
import { icon } from '../parts/icons.ts'

export interface SignInView {
  readonly providers: readonly { readonly id: string; readonly name: string }[]
  /** Where to go afterwards: a path of this wiki. */
  readonly next: string
  /** As typed. */
  readonly name: string
  /** Why it failed. */
  readonly problem: SignInProblem | undefined
  readonly isPublic: boolean
}

interface SignInProblem {
  readonly text: string
  /** Whether the fields are wrong. */
  readonly isOfFields: boolean
}

/** With a provider, or with a password of this wiki. */
export function signInView({ providers, next, name, problem, isPublic }: SignInView): Page {
  const isWrong = problem?.isOfFields === true
  const wrong = isWrong && html` aria-invalid="true" aria-describedby="wrong"`
  const main = html`<main id="main"><div class="gate stack">
    <h1>Sign in</h1>
    ${problem && !isWrong && problemText(problem)}
    ${providers.map(providerLink(next))}
    ${providers.length > 0 && html`<p class="small quiet">Or with a password of this wiki:</p>`}
    <form class="stack" method="post" action="/sign-in">
      <input type="hidden" name="next" value="${next}">
      ${problem && isWrong && problemText(problem)}
      <p class="field"><label for="name">Name or mail address</label><input type="text" id="name" name="name" value="${name}" maxlength="254" autocomplete="username" autocapitalize="none" spellcheck="false" required${wrong}></p>
      <p class="field"><label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required${wrong}></p>
      <button class="btn${providers.length === 0 && ' main'}" type="submit">Sign in</button>
    </form>
    ${isPublic && html`<p class="small quiet">Reading needs no account here; editing does.</p>`}
    </div></main>`
  return { title: 'Sign in', main, isMore: true, hasSearch: false, isGate: true }
}

function problemText({ text }: SignInProblem): Markup {
  return html`<p class="error" id="wrong" role="alert">${icon('warn')} ${text}</p>`
}

/** Links, not forms: content security policies restrict a form through all redirects. */
function providerLink(next: string) {
  return ({ id, name }: { readonly id: string; readonly name: string }): Markup =>
    html`<a class="btn main" href="/sign-in/with/${id}?next=${encodeURIComponent(next)}">${icon('key')}Continue with ${name}</a>`
}
