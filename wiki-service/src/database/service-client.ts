import { Socket } from 'node:net'
import pg from 'pg'
import { bounds } from './bounds.ts'
import { NegotiatingConnection, type Negotiation } from './negotiating-connection.ts'
import { openSession } from './session.ts'
import type { SessionSetting } from './session-settings.ts'
import type { Target } from './target.ts'

/** Whether what is set in a session lasts; with `auto` a pooler is noticed, and taken for one of transactions. */
export type Pooler = 'auto' | 'session' | 'transaction'

export interface ClientOptions {
  readonly target: Target
  readonly negotiation: Negotiation
  readonly pooler: Pooler
  readonly socket?: Socket
  /** How long the answer to a statement is waited for; 0: whoever sends it sees to that. */
  readonly queryTimeoutMs: number
}

/** A connection of the service. Nothing of the environment reaches it, and it is of use only with a session as the service needs it. */
export class ServiceClient extends pg.Client {
  /** What has to be set for each transaction, since the connection does not keep its session. */
  settingsPerTransaction: readonly SessionSetting[] = []
  readonly #options: ClientOptions

  constructor(options: ClientOptions) {
    const { target, negotiation, socket = new Socket(), queryTimeoutMs } = options
    super({
      host: target.host,
      port: target.port,
      user: target.user,
      database: target.database,
      password: target.password,
      application_name: target.applicationName,
      ssl: false,
      connectionTimeoutMillis: bounds.connectTimeoutMs,
      query_timeout: queryTimeoutMs,
      connection: new NegotiatingConnection(socket, negotiation),
    } as pg.ClientConfig)
    this.#options = options
    // What is empty the driver looks for elsewhere.
    this.password = target.password
    // A connection may fail between two statements; without a listener that ends the process.
    this.on('error', () => {})
  }

  override connect(): Promise<pg.Client>
  override connect(report: (error: Error | null, client?: pg.Client) => void): void
  override connect(report?: (error: Error | null, client?: pg.Client) => void): Promise<pg.Client> | undefined {
    const opened = this.#open()
    if (report === undefined) return opened
    opened.then(
      () => report(null, this),
      (error: unknown) => report(error as Error),
    )
    return undefined
  }

  async #open(): Promise<pg.Client> {
    await super.connect()
    this.settingsPerTransaction = await openSession(this, this.#options)
    return this
  }
}
