import type { ProviderSettings } from './oidc/settings.ts'

/** How the service knows who makes a request; undefined in open mode, in which it asks nobody. */
export interface IdentityConfig {
  /** Everybody may read. */
  readonly publicRead: boolean
  /** Sessions need https, or http on localhost. */
  readonly secureCookies: boolean
  readonly sessionDays: number
  /** Created while there is no admin; undefined: a link in the log leads to the first one. */
  readonly firstAdmin: { readonly login: string; readonly password: string } | undefined
  /** The wiki's address in browsers, without a slash at the end. */
  readonly url: string | undefined
  /** Of OpenID Connect; with any there is a `url`. */
  readonly providers: readonly ProviderSettings[]
}
