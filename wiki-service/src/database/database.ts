import { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Availability } from './availability.ts'
import { bounds } from './bounds.ts'
import type { Connector } from './connector.ts'
import {
  breaksConnection,
  failureOf,
  isFullServer,
  isSilence,
  NoAnswer,
  NoConnection,
  type Failure,
} from './failures.ts'
import { settingsOf, statementGuard, withoutGuard } from './guard.ts'
import { KeptConnections } from './kept-connections.ts'
import { PreparedRun } from './prepared-run.ts'
import type { ServiceClient } from './service-client.ts'
import { SettingsRun } from './settings-run.ts'
import { afterSilence, socketOf } from './silence.ts'
import type { Parameter, Statement } from './statement.ts'
import { Turnstile } from './turnstile.ts'
import { Unavailable } from './unavailable.ts'

export interface DatabaseOptions {
  readonly availability: Availability
  /** Called once, when the first statement runs. */
  readonly connector: () => Promise<Connector>
  readonly poolSize: number
  readonly onRetry: (failure: Failure) => void
  /** The database answers with an unexpected error: a full disk, or a bug of ours. */
  readonly onSurprise: (statement: string, error: unknown) => void
  readonly onConnect: (outcome: 'ok' | 'failed') => void
  /** Whether requests can take roles of their own; see settingsOf. */
  readonly hasRoles: () => boolean
}

/** The pool of connections. Retries statements until their deadline after failures that are temporary. */
export class Database implements AsyncDisposable {
  #pool: pg.Pool | undefined
  #opening: Promise<pg.Pool> | undefined
  readonly #kept = new KeptConnections()
  /** A newly promoted primary has no CPU to spare: if all connections opened at once, they would all be too late. */
  readonly #connecting = new Turnstile(bounds.connectsAtOnce)
  readonly #sockets = new Set<Socket>()
  readonly #connectedAt = new WeakMap<pg.ClientBase, number>()
  #lastSilence = 0
  readonly #options: DatabaseOptions

  constructor(options: DatabaseOptions) {
    this.#options = options
  }

  /**
   * Runs one statement that is safe to repeat: a read, or a write that carries a key.
   * @param deadline in milliseconds of performance.now()
   * @throws Unavailable when it did not succeed before the deadline; pg.DatabaseError when the data was refused
   */
  async query<Row extends readonly unknown[]>(
    statement: Statement<Row>,
    values: readonly Parameter[],
    deadline: number,
  ): Promise<Row[]> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#attempt(statement, values)
      } catch (error) {
        const failure = failureOf(error)
        if (failure === 'rejected') throw error
        if (failure === 'unavailable' || failure === 'bug') {
          this.#options.onSurprise(statement.name, error)
          throw new Unavailable('database_away', error)
        }
        if (isSilence(error)) this.#lastSilence = performance.now()
        if (performance.now() >= deadline) throw new Unavailable('database_away', error)
        this.#options.onRetry(failure)
        if (breaksConnection(failure)) await this.#options.availability.verified(deadline)
        await sleep(retryPauseMs(attempt, failure))
      }
    }
  }

  /** Connections and callers, for the metrics. */
  get load(): { busy: number; idle: number; waiting: number } {
    const { totalCount = 0, idleCount = 0, waitingCount = 0 } = this.#pool ?? {}
    const idle = idleCount + this.#kept.count
    return { busy: totalCount - idle, idle, waiting: waitingCount }
  }

  /** Cuts off statements in progress. Does not wait for a frozen server to acknowledge the end. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#kept[Symbol.dispose]()
    const ended = this.#pool?.end()
    for (const socket of this.#sockets) socket.destroySoon()
    const cut = setTimeout(() => this.#sockets.forEach((socket) => socket.destroy()), bounds.closeTimeoutMs)
    await ended
    clearTimeout(cut)
  }

  async #attempt<Row extends readonly unknown[]>(
    statement: Statement<Row>,
    values: readonly Parameter[],
  ): Promise<Row[]> {
    const client = await this.#connect()
    let broken = true
    try {
      const rows = await rowsOf(client, statement, values, this.#options.hasRoles())
      broken = false
      return rows
    } catch (error) {
      broken = breaksConnection(failureOf(error))
      throw error
    } finally {
      // Statements that wait at the pool are served from there.
      if (broken || this.#pool?.waitingCount) client.release(broken)
      else this.#kept.keep(client)
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    const pool = this.#pool ?? (await (this.#opening ??= this.#open()))
    for (;;) {
      const client = this.#kept.take() ?? (await this.#fromPool(pool))
      // When one connection falls silent, older ones are probably dead too, and finding out would cost a time-out each.
      if ((this.#connectedAt.get(client) ?? 0) >= this.#lastSilence) return client
      client.release(true)
    }
  }

  async #fromPool(pool: pg.Pool): Promise<pg.PoolClient> {
    await this.#connecting.enter()
    try {
      // A connection may have been returned meanwhile.
      return this.#kept.take() ?? (await pool.connect())
    } catch (error) {
      this.#options.onConnect('failed')
      if (isFullServer(error)) this.#makeDo(pool)
      ;(await this.#options.connector()).failed(error)
      throw new NoConnection(error)
    } finally {
      this.#connecting.leave()
    }
  }

  /**
   * Statements then wait in line for the connections that there are. If each tried to open one, and again after a pause,
   * those that have a connection would use it again and again meanwhile.
   */
  #makeDo(pool: pg.Pool): void {
    pool.options.max = Math.max(1, pool.totalCount)
    setTimeout(() => (pool.options.max = this.#options.poolSize), bounds.fullServerMs).unref()
  }

  async #open(): Promise<pg.Pool> {
    const connector = await this.#options.connector()
    const pool = new pg.Pool({
      Client: connector.clientClass,
      stream: () => this.#socket(),
      connectionTimeoutMillis: bounds.connectTimeoutMs,
      max: this.#options.poolSize,
      idleTimeoutMillis: 60_000,
      // The first statements after a quiet hour need no new connection.
      min: Math.min(2, this.#options.poolSize),
    })
    // A connection may fail between two statements, idle or checked out; without a listener that ends the process.
    pool.on('error', () => this.#options.availability.suspect())
    const notice = (client: pg.PoolClient): void => {
      if (this.#kept.drop(client)) this.#options.availability.suspect()
    }
    pool.on('connect', (client) => {
      this.#options.onConnect('ok')
      this.#connectedAt.set(client, performance.now())
      client.on('error', () => notice(client)).on('end', () => notice(client))
    })
    this.#pool = pool
    return pool
  }

  #socket(): Socket {
    const socket = new Socket()
    this.#sockets.add(socket)
    return socket.once('close', () => this.#sockets.delete(socket))
  }
}

/**
 * The client's own `query_timeout` assigns a function to a property of the query. V8 promotes such functions to the old
 * generation, together with everything they refer to (here, every row), so that three times as much memory seems to be
 * in use.
 * @throws NoAnswer when the server is silent for too long
 */
function rowsOf<Row extends readonly unknown[]>(
  client: pg.PoolClient,
  statement: Statement<Row>,
  values: readonly Parameter[],
  hasRoles: boolean,
): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const heard = afterSilence(bounds.queryTimeoutMs, socketOf(client), () => reject(new NoAnswer()))
    client.query(
      guardedRun(client as pg.PoolClient & ServiceClient, statement, values, hasRoles, (error, rows) => {
        heard()
        if (error) reject(error)
        else resolve(rows)
      }),
    )
  })
}

function guardedRun<Row extends readonly unknown[]>(
  client: ServiceClient,
  statement: Statement<Row>,
  values: readonly Parameter[],
  hasRoles: boolean,
  done: (error: unknown, rows: Row[]) => void,
): PreparedRun<Row> {
  const guard = statementGuard.getStore()
  const guardSettings = guard === undefined ? [] : settingsOf(guard, hasRoles)
  if (client.settingsPerTransaction.length > 0) {
    const settings = [...client.settingsPerTransaction, ...guardSettings]
    return new SettingsRun({ ...statement, name: '' }, values, { settings, isLocal: true }, done)
  }
  // A plan is made for one role.
  const named = guard === undefined ? statement : { ...statement, name: `${statement.name} by ${guard.level}` }
  if (hasRoles && client.guard !== guard) {
    const settings = guard === undefined ? withoutGuard : guardSettings
    return new SettingsRun(named, values, { settings, isLocal: false }, (error, rows) => {
      if (!error) client.guard = guard
      done(error, rows)
    })
  }
  return hasRoles || guardSettings.length === 0
    ? new PreparedRun(named, values, done)
    : new SettingsRun(named, values, { settings: guardSettings, isLocal: true }, done)
}

/** None for the first retry after a lost connection, which has been verified; otherwise jittered and growing. */
function retryPauseMs(attempt: number, failure: Failure): number {
  if (attempt === 0 && failure === 'lost') return 0
  return Math.min(bounds.retryMinMs * 2 ** attempt, bounds.retryMaxMs) * (0.5 + Math.random())
}
