import type { CookieForm } from '../host-cookie.ts'

/** A sign-in in progress, kept by the browser that began it: only that browser can complete it, on any replica. */
export interface Attempt {
  readonly provider: string
  readonly state: string
  readonly nonce: string
  /** For PKCE: proves to the provider that the code returns to the client that requested it. */
  readonly verifier: string
  /** Where to go afterwards. */
  readonly next: string
}

const minutes = 15

/** The text of an attempt, which is valid once. */
export const attemptCookie: CookieForm<string> = {
  name: 'wiki_attempt',
  pattern: /[\w-]+/,
  written: (attempt) => [attempt, `Max-Age=${minutes * 60}`],
}

/** A cookie is at most 4 KiB. */
const longestNext = 1_000

export function attemptText(attempt: Attempt): string {
  const next = attempt.next.length > longestNext ? '/' : attempt.next
  return Buffer.from(JSON.stringify({ ...attempt, next })).toString('base64url')
}

/** Undefined for anything that this service did not write. */
export function readAttempt(text: string | undefined): Attempt | undefined {
  if (text === undefined || !/^[\w-]{1,4096}$/.test(text)) return undefined
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString()) as Readonly<Record<string, unknown>>
    const { provider, state, nonce, verifier, next } = value
    const isWhole = [provider, state, nonce, verifier, next].every((one) => typeof one === 'string' && one !== '')
    return isWhole ? ({ provider, state, nonce, verifier, next } as Attempt) : undefined
  } catch {
    return undefined
  }
}
