import type { IdentityConfig } from './identity-config.ts'

export interface CookieForm<Value> {
  readonly name: string
  /** Of its text. */
  readonly pattern: RegExp
  /** Its text, and the attribute that says how long a browser keeps it. */
  readonly written: (value: Value) => readonly [text: string, lifetime: string]
}

/** A cookie that no other host can set and no plain connection carries. */
export class HostCookie<Value> {
  readonly #name: string
  readonly #attributes: string
  readonly #pattern: RegExp
  readonly #written: CookieForm<Value>['written']

  constructor({ name, pattern, written }: CookieForm<Value>, { secureCookies }: Pick<IdentityConfig, 'secureCookies'>) {
    // RFC 6265bis, section 4.1.3.2. Browsers consider http://localhost secure.
    this.#name = secureCookies ? `__Host-${name}` : name
    // Lax, not Strict: links lead here from other sites, and a provider's site sends the browser back.
    this.#attributes = `Path=/; HttpOnly; SameSite=Lax${secureCookies ? '; Secure' : ''}`
    this.#pattern = new RegExp(String.raw`(?:^|;\s*)${this.#name}=(${pattern.source})(?:;|$)`)
    this.#written = written
  }

  /** Its text in a Cookie header; undefined if there is none. */
  read(cookies: string | undefined): string | undefined {
    return cookies === undefined ? undefined : this.#pattern.exec(cookies)?.[1]
  }

  /** For Set-Cookie. */
  set(value: Value): string {
    const [text, lifetime] = this.#written(value)
    return `${this.#name}=${text}; ${lifetime}; ${this.#attributes}`
  }

  /** For Set-Cookie: the browser forgets it. */
  clear(): string {
    return `${this.#name}=; Max-Age=0; ${this.#attributes}`
  }
}
