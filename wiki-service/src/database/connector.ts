import type { Socket } from 'node:net'
import type pg from 'pg'
import { tlsOptions } from './encryption.ts'
import { mayDependOnTls } from './failures.ts'
import type { Negotiation } from './negotiating-connection.ts'
import { ServiceClient, type Pooler } from './service-client.ts'
import type { Target } from './target.ts'

/** Makes connections to one target, and remembers whether encrypted or plain ones work. */
export class Connector {
  readonly target: Target
  readonly #pooler: Pooler
  #isEncrypted: boolean

  constructor(target: Target, pooler: Pooler = 'auto') {
    this.target = target
    this.#pooler = pooler
    this.#isEncrypted = this.#prefersTls
  }

  /** A connection that is not open yet. */
  client(options: { readonly socket?: Socket; readonly queryTimeoutMs: number }): ServiceClient {
    return new ServiceClient({ ...options, target: this.target, negotiation: this.#negotiation, pooler: this.#pooler })
  }

  /**
   * Opens a connection in the preferred way, or in the other way if `sslmode` allows both.
   * @param make creates a client for each attempt, using `client`
   */
  async open(make: () => ServiceClient): Promise<ServiceClient> {
    this.#isEncrypted = this.#prefersTls
    const client = make()
    try {
      await client.connect()
      return client
    } catch (error) {
      client.end().catch(() => {})
      if (!this.failed(error)) throw error
      const other = make()
      try {
        await other.connect()
        return other
      } catch {
        other.end().catch(() => {})
        this.#isEncrypted = this.#prefersTls
        // The error of the preferred way.
        throw error
      }
    }
  }

  /** A connection could not be opened. @returns whether to try the other way next */
  failed(error: unknown): boolean {
    const { mode } = this.target.encryption
    if ((mode !== 'prefer' && mode !== 'allow') || !mayDependOnTls(error)) return false
    this.#isEncrypted = !this.#isEncrypted
    return true
  }

  /** For a pool, which creates its own clients. */
  get clientClass(): typeof pg.Client {
    const make = (stream: () => Socket): ServiceClient => this.client({ socket: stream(), queryTimeoutMs: 0 })
    return function (this: unknown, { stream }: { readonly stream: () => Socket }) {
      return make(stream)
    } as unknown as typeof pg.Client
  }

  get #prefersTls(): boolean {
    const { mode } = this.target.encryption
    return mode !== 'disable' && mode !== 'allow'
  }

  get #negotiation(): Negotiation {
    const { encryption } = this.target
    const isEncrypted = this.#isEncrypted
    return {
      tls: () => (isEncrypted ? tlsOptions(encryption) : undefined),
      orPlain: encryption.mode === 'prefer' || encryption.mode === 'allow',
    }
  }
}
