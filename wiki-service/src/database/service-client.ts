import { Socket } from 'node:net'
import pg from 'pg'
import { bounds } from './bounds.ts'
import type { StatementGuard } from './guard.ts'
import { NegotiatingConnection, type Negotiation } from './negotiating-connection.ts'
import { openSession } from './session.ts'
import type { SessionSetting } from './session-settings.ts'
import type { Target } from './target.ts'

/** Whether session settings persist; `auto` detects a pooler and assumes transaction pooling. */
export type Pooler = 'auto' | 'session' | 'transaction'

export interface ClientOptions {
  readonly target: Target
  readonly negotiation: Negotiation
  readonly pooler: Pooler
  readonly socket?: Socket
  /** How long to wait for the answer to a statement; 0: the sender takes care of that. */
  readonly queryTimeoutMs: number
}

/**
 * A connection of the service. It ignores the environment, and is usable only once its session is as the service needs
 * it.
 */
export class ServiceClient extends pg.Client {
  /** Settings to repeat in each transaction, because the connection does not keep its session. */
  settingsPerTransaction: readonly SessionSetting[] = []
  /** Of its last statement, and in force until it is changed: most of the next ones have the same. */
  guard: StatementGuard | undefined
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
    // The driver looks elsewhere for an empty password.
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
