import type { IdentityConfig } from '../identity-config.ts'

const minutes = 15

/** A sign-in in progress, in a cookie of the browser that began it. */
export class AttemptCookie {
  readonly #name: string
  readonly #attributes: string
  readonly #pattern: RegExp

  constructor({ secureCookies }: Pick<IdentityConfig, 'secureCookies'>) {
    this.#name = secureCookies ? '__Host-wiki_attempt' : 'wiki_attempt'
    // Lax, not Strict: the provider's site sends the browser back.
    this.#attributes = `Path=/; HttpOnly; SameSite=Lax${secureCookies ? '; Secure' : ''}`
    this.#pattern = new RegExp(String.raw`(?:^|;\s*)${this.#name}=([\w-]+)(?:;|$)`)
  }

  read(cookies: string | undefined): string | undefined {
    return cookies === undefined ? undefined : this.#pattern.exec(cookies)?.[1]
  }

  /** For Set-Cookie. */
  set(attempt: string): string {
    return `${this.#name}=${attempt}; Max-Age=${minutes * 60}; ${this.#attributes}`
  }

  /** For Set-Cookie: an attempt is valid once. */
  clear(): string {
    return `${this.#name}=; Max-Age=0; ${this.#attributes}`
  }
}
