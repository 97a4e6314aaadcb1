import type { IdentityConfig } from './identity-config.ts'
import type { NewSession } from './sessions.ts'

/** The session of a browser, in a cookie that no other host can set and no plain connection carries. */
export class SessionCookie {
  readonly #name: string
  readonly #attributes: string
  readonly #pattern: RegExp

  constructor({ secureCookies }: Pick<IdentityConfig, 'secureCookies'>) {
    // RFC 6265bis, section 4.1.3.2. Browsers consider http://localhost secure.
    this.#name = secureCookies ? '__Host-wiki_session' : 'wiki_session'
    this.#attributes = `Path=/; HttpOnly; SameSite=Lax${secureCookies ? '; Secure' : ''}`
    this.#pattern = new RegExp(String.raw`(?:^|;\s*)${this.#name}=([\w-]{43})(?:;|$)`)
  }

  /** The secret in a Cookie header; undefined if there is none. */
  read(cookies: string | undefined): string | undefined {
    return cookies === undefined ? undefined : this.#pattern.exec(cookies)?.[1]
  }

  /** For Set-Cookie. */
  set({ secret, expiresTime }: NewSession): string {
    return `${this.#name}=${secret}; Expires=${new Date(expiresTime).toUTCString()}; ${this.#attributes}`
  }

  /** For Set-Cookie, at the end of a session. */
  clear(): string {
    return `${this.#name}=; Max-Age=0; ${this.#attributes}`
  }
}
