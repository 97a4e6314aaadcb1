import type { ProviderSettings } from './oidc/settings.ts'

/** How the service identifies its callers; undefined in open mode, in which it does not. */
export interface IdentityConfig {
  /** Everybody may read. */
  readonly publicRead: boolean
  /** Sessions require https, or http on localhost. */
  readonly secureCookies: boolean
  readonly sessionDays: number
  /** Created while there is no admin; undefined: a link in the log creates the first one. */
  readonly firstAdmin: { readonly login: string; readonly password: string } | undefined
  /** The wiki's address in browsers, without a trailing slash. */
  readonly url: string | undefined
  /** Providers of OpenID Connect; they require `url`. */
  readonly providers: readonly ProviderSettings[]
}
