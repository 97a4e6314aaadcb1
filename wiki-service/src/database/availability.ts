import { EventEmitter, once } from 'node:events'
import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { bounds } from './bounds.ts'
import type { Connector } from './connector.ts'
import { describeFailure, readOnlyReason, NoAnswer } from './failures.ts'
import { MigrationRefused } from './migrate.ts'
import { afterSilence, socketOf } from './silence.ts'
import { Unavailable } from './unavailable.ts'

export interface AvailabilityState {
  readonly up: boolean
  /** Why the database is down, or what it cannot do while it is up; empty if nothing is wrong. */
  readonly reason: string
  readonly since: Date
}

export interface AvailabilityOptions {
  /** Called before each attempt to connect. */
  readonly connector: () => Promise<Connector>
  /** Runs on the first working connection, before anything else may use the database: the migrations. */
  readonly prepare: (client: pg.Client) => Promise<void>
  /** Called on each change of state, and whenever the reason changes. */
  readonly onChange: (state: AvailabilityState) => void
  readonly onConnect: (outcome: 'ok' | 'failed') => void
}

/**
 * Tracks over a connection of its own whether the database can be used. While the database is down, this is the only
 * part of the service that tries to connect: one attempt at a time, with a jittered pause. Everything else waits here.
 */
export class Availability implements AsyncDisposable {
  #state: AvailabilityState = { up: false, reason: 'connecting', since: new Date() }
  #prepared = false
  #wake = new AbortController()
  #running: Promise<void> | undefined
  readonly #sockets = new Set<Socket>()
  readonly #stop = new AbortController()
  readonly #events = new EventEmitter<{ verified: [] }>().setMaxListeners(0)
  readonly #options: AvailabilityOptions

  constructor(options: AvailabilityOptions) {
    this.#options = options
  }

  get state(): AvailabilityState {
    return this.#state
  }

  start(): void {
    this.#running ??= this.#run()
  }

  /** A connection has failed: probe the database immediately. */
  suspect(): void {
    this.#wake.abort()
  }

  /**
   * Like `suspect`, and resolves when the database can be used.
   * @param deadline in milliseconds of performance.now()
   * @throws Unavailable at the deadline
   */
  async verified(deadline: number): Promise<void> {
    const remainingMs = Math.ceil(deadline - performance.now())
    if (remainingMs <= 0 || this.#stop.signal.aborted) throw new Unavailable('database_away')
    this.#wake.abort()
    const signal = AbortSignal.any([AbortSignal.timeout(remainingMs), this.#stop.signal])
    try {
      await once(this.#events, 'verified', { signal })
    } catch (error) {
      throw new Unavailable('database_away', error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    this.#wake.abort()
    // Cuts off a migration in progress; the server rolls it back.
    const cut = setTimeout(() => this.#sockets.forEach((socket) => socket.destroy()), bounds.closeTimeoutMs)
    await this.#running
    clearTimeout(cut)
  }

  async #run(): Promise<void> {
    let pauseMs: number = bounds.reconnectMinMs
    while (!this.#stop.signal.aborted) {
      const startedAt = performance.now()
      try {
        await this.#watch(() => (pauseMs = bounds.reconnectMinMs))
      } catch (error) {
        this.#change(false, error instanceof MigrationRefused ? error.message : describeFailure(error))
      }
      // Where packets vanish, as those to a Service without endpoints may, the attempt itself took longer than the pause.
      const restMs = pauseMs * (0.5 + Math.random() / 2) - (performance.now() - startedAt)
      await sleep(Math.max(0, restMs), undefined, { signal: this.#stop.signal }).catch(() => {})
      pauseMs = Math.min(pauseMs * 2, bounds.reconnectMaxMs)
    }
  }

  /** Connects and probes until the connection fails. */
  async #watch(onHealthy: () => void): Promise<void> {
    const client = await this.#connect()
    let lost: unknown
    // The first error tells the cause: PostgreSQL's notice of termination comes before the connection ends.
    client.on('error', (error) => (lost ??= error))
    client.on('end', () => this.#wake.abort())
    try {
      if (!this.#prepared) await this.#options.prepare(client)
      this.#prepared = true
      while (!this.#stop.signal.aborted) {
        if (lost) throw lost
        this.#wake = new AbortController()
        const isReadOnly = await probed(client)
        onHealthy()
        this.#change(true, isReadOnly ? readOnlyReason : '')
        this.#events.emit('verified')
        await sleep(bounds.probeIntervalMs, undefined, { signal: this.#wake.signal }).catch(() => {})
      }
    } finally {
      client.end().catch(() => {})
      // A frozen server never acknowledges the end of a session, so wait only until the message is sent.
      for (const socket of this.#sockets) socket.destroySoon()
    }
  }

  async #connect(): Promise<pg.Client> {
    const connector = await this.#options.connector()
    try {
      const client = await connector.open(() =>
        connector.client({ socket: this.#socket(), queryTimeoutMs: bounds.probeTimeoutMs }),
      )
      this.#options.onConnect('ok')
      return client
    } catch (error) {
      this.#options.onConnect('failed')
      throw error
    }
  }

  #socket(): Socket {
    const socket = new Socket()
    this.#sockets.add(socket)
    return socket.once('close', () => this.#sockets.delete(socket))
  }

  #change(up: boolean, reason: string): void {
    const before = this.#state
    if (before.up === up && before.reason === reason) return
    this.#state = { up, reason, since: before.up === up ? before.since : new Date() }
    this.#options.onChange(this.#state)
  }
}

/**
 * @returns whether the server is read-only: reads work, writes wait and fail at their deadline
 * @throws NoAnswer
 */
async function probed(client: pg.Client): Promise<boolean> {
  const silence = Promise.withResolvers<never>()
  const heard = afterSilence(bounds.probeTimeoutMs, socketOf(client), () => silence.reject(new NoAnswer()))
  try {
    const { rows } = await Promise.race([client.query<{ readonly is_read_only: boolean }>(probe), silence.promise])
    return rows[0]?.is_read_only === true
  } finally {
    heard()
  }
}

const probe = {
  text: `select pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool as is_read_only`,
  // The client's own time-out mistakes a busy event loop for silence.
  query_timeout: 60_000,
}
