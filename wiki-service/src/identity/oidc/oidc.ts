import type { Configuration } from 'openid-client'
import { type Attempt, attemptText, readAttempt } from './attempt.ts'
import { Discovery } from './discovery.ts'
import { claimAt, type ProvidedPerson, providedPerson } from './provided-person.ts'
import { ProviderAway } from './provider-fetch.ts'
import type { ProviderSettings } from './settings.ts'

export type Begun =
  | { readonly kind: 'begun'; readonly location: string; readonly attempt: string }
  | { readonly kind: 'no_such_provider' }
  | Failed

export type Ended =
  | { readonly kind: 'person'; readonly person: ProvidedPerson; readonly next: string }
  /** The person, or the provider on their behalf, refused. */
  | { readonly kind: 'refused' }
  /** This browser began no such sign-in, or has begun another one since. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'no_such_provider' }
  | Failed

type Failed =
  | { readonly kind: 'away'; readonly reason: string }
  /** @param reason a code for the log, without secrets */
  | { readonly kind: 'failed'; readonly reason: string }

/** For the provider in one half of a sign-in; discovery may take as long again. */
const longestWaitMs = 5_000

/** Sign-ins that wait for providers at once; further ones are refused, as if the provider were away. */
const mostWaiting = 50

/** OpenID Connect sign-in: authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 9700). */
export class Oidc {
  readonly providers: readonly ProviderSettings[]
  readonly #url: string
  #waiting = 0
  readonly #discoveries: ReadonlyMap<string, { settings: ProviderSettings; discovery: Discovery }>

  /** @param url of the wiki in browsers: providers redirect people only there */
  constructor(providers: readonly ProviderSettings[], url: string, waitMs = longestWaitMs) {
    this.providers = providers
    this.#url = url
    this.#discoveries = new Map(
      providers.map((settings) => [settings.id, { settings, discovery: new Discovery(settings, waitMs) }]),
    )
  }

  /** The address to redirect the browser to, and what it must keep. */
  async begin(id: string, next: string): Promise<Begun> {
    const provider = this.#discoveries.get(id)
    if (provider === undefined) return { kind: 'no_such_provider' }
    if (this.#waiting >= mostWaiting) return busy
    this.#waiting += 1
    try {
      const openid = await import('openid-client')
      const client = await provider.discovery.client()
      const verifier = openid.randomPKCECodeVerifier()
      const attempt: Attempt = {
        provider: id,
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier,
        next,
      }
      const location = openid.buildAuthorizationUrl(client, {
        redirect_uri: this.#redirectUri(id),
        scope: provider.settings.scopes.join(' '),
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      return { kind: 'begun', location: location.href, attempt: attemptText(attempt) }
    } catch (error) {
      return failed(error)
    } finally {
      this.#waiting -= 1
    }
  }

  /**
   * The person who returned from a provider.
   * @param query of the address that the provider redirected the browser to
   * @param kept what `begin` made the browser keep
   */
  async end(id: string, query: string, kept: string | undefined): Promise<Ended> {
    const provider = this.#discoveries.get(id)
    if (provider === undefined) return { kind: 'no_such_provider' }
    const attempt = readAttempt(kept)
    const url = new URL(`${this.#redirectUri(id)}?${query}`)
    if (attempt?.provider !== id || url.searchParams.get('state') !== attempt.state) return { kind: 'stale' }
    if (this.#waiting >= mostWaiting) return busy
    this.#waiting += 1
    try {
      const client = await provider.discovery.client()
      const claims = await claimsOf(client, url, attempt, provider.settings)
      return { kind: 'person', person: providedPerson(claims, provider.settings), next: attempt.next }
    } catch (error) {
      return isRefusal(error) ? { kind: 'refused' } : failed(error)
    } finally {
      this.#waiting -= 1
    }
  }

  #redirectUri(id: string): string {
    return `${this.#url}/sign-in/with/${id}/return`
  }
}

const busy: Failed = { kind: 'away', reason: 'too many sign-ins at once' }

async function claimsOf(client: Configuration, url: URL, attempt: Attempt, settings: ProviderSettings) {
  const openid = await import('openid-client')
  const tokens = await openid.authorizationCodeGrant(client, url, {
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.verifier,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (claims === undefined) throw new Error('no ID token')
  const wanted = ['name', 'email', ...(settings.rolesClaim === undefined ? [] : [settings.rolesClaim])]
  const hasAll = wanted.every((name) => claimAt(claims, name) !== undefined)
  if (hasAll || client.serverMetadata().userinfo_endpoint === undefined) return claims
  // Many providers identify people only there.
  return { ...(await openid.fetchUserInfo(client, tokens.access_token, claims.sub)), ...claims }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'error' in error && error.error === 'access_denied'
}

function failed(error: unknown): Failed {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof ProviderAway || cause.name === 'TimeoutError')
      return { kind: 'away', reason: cause.message || reasonOf(cause.cause) }
  return { kind: 'failed', reason: reasonOf(error) }
}

/** Codes of openid-client, OAuth and the system; messages may quote what a provider sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if ('error' in error && typeof error.error === 'string' && /^[\w-]{1,60}$/.test(error.error)) return error.error
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause instanceof Error ? reasonOf(error.cause) : error.name
}
