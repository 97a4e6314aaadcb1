import { readFile } from 'node:fs/promises'
import type { ClientAuth, Configuration, ServerMetadata } from 'openid-client'
import { providerFetch } from './provider-fetch.ts'
import type { ProviderSettings } from './settings.ts'

const trustMs = 600_000
const rememberFailureMs = 2_000

/** Allowed difference between the providers' clocks and ours. */
const clockToleranceSeconds = 60

interface Known {
  readonly metadata: Promise<ServerMetadata>
  readonly until: number
}

/** A provider's configuration, fetched on first use, so that no provider delays the start of the service. */
export class Discovery {
  readonly #settings: ProviderSettings
  readonly #waitMs: number
  #known: Known | undefined

  /** @param waitMs for all answers of the provider in one half of a sign-in */
  constructor(settings: ProviderSettings, waitMs: number) {
    this.#settings = settings
    this.#waitMs = waitMs
  }

  /**
   * A client for one half of a sign-in, with the current secret, and without cached keys that the provider may have
   * changed.
   * @throws ProviderAway, or what openid-client throws
   */
  async client(): Promise<Configuration> {
    const openid = await import('openid-client')
    const { clientId } = this.#settings
    const secret = await this.#secret()
    const authentication: ClientAuth = secret === undefined ? openid.None() : openid.ClientSecretBasic(secret)
    const metadata = { [openid.clockTolerance]: clockToleranceSeconds }
    const client = new openid.Configuration(await this.#metadata(), clientId, metadata, authentication)
    client[openid.customFetch] = providerFetch(AbortSignal.timeout(this.#waitMs))
    if (this.#settings.issuer.protocol === 'http:') openid.allowInsecureRequests(client)
    // Signatures are checked even on a trusted connection.
    openid.enableNonRepudiationChecks(client)
    return client
  }

  #metadata(): Promise<ServerMetadata> {
    if (this.#known === undefined || performance.now() >= this.#known.until) {
      const known = { metadata: this.#ask(), until: performance.now() + trustMs }
      this.#known = known
      known.metadata.catch(() => {
        this.#known = { ...known, until: performance.now() + rememberFailureMs }
      })
    }
    return this.#known.metadata
  }

  async #ask(): Promise<ServerMetadata> {
    const openid = await import('openid-client')
    const { issuer, clientId } = this.#settings
    const found = await openid.discovery(issuer, clientId, undefined, openid.None(), {
      [openid.customFetch]: providerFetch(AbortSignal.timeout(this.#waitMs)),
      ...(issuer.protocol === 'http:' && { execute: [openid.allowInsecureRequests] }),
    })
    return found.serverMetadata()
  }

  async #secret(): Promise<string | undefined> {
    const file = this.#settings.clientSecretFile
    return file === undefined ? undefined : (await readFile(file, 'utf8')).replace(/[\r\n]+$/, '')
  }
}
