import { type IncomingMessage, type RequestListener, Server } from 'node:http'
import { Socket } from 'node:net'
import { type HttpLimits, httpLimits } from '../limits.ts'
import { PlainConnection } from './plain-connection.ts'
import type { ConnectionServer, PlainContext } from './plain-context.ts'

/** How long a new connection may stay silent before it counts as idle. */
const unusedMs = 250

/** Node's HTTP server behind a fast lane for plain requests; the connection keeps both in order. */
export class PlainServer extends Server {
  readonly #connections = new Map<Socket, PlainConnection>()

  constructor(context: PlainContext, listener: RequestListener, limits: HttpLimits = httpLimits) {
    super({
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.sweepMs,
      // Answered by the service itself when it is missing.
      requireHostHeader: false,
    })
    this.setTimeout(limits.stuckMs)
    // A client that has finished sending may still be answered.
    Reflect.set(this, 'httpAllowHalfOpen', true)
    const accept = this.listeners('connection')
    this.removeAllListeners('connection')
    const shared: ConnectionServer = {
      stuckMs: limits.stuckMs,
      accept: (socket) => accept.forEach((listener) => Reflect.apply(listener, this, [socket])),
    }
    this.on('connection', (socket) => {
      this.#connections.set(socket, new PlainConnection(socket, shared, context))
      socket.on('close', () => this.#connections.delete(socket))
    })
    this.#listen(listener)
    // Reads what has arrived meanwhile first, however late the timer is.
    const sweep = setInterval(() => setImmediate(() => this.#sweep(limits, context)), limits.sweepMs).unref()
    const look = setInterval(() => {
      for (const connection of this.#connections.values()) connection.lookForDeparture()
    }, limits.departureMs).unref()
    this.on('close', () => {
      clearInterval(sweep)
      clearInterval(look)
    })
  }

  /** Makes each answer that Node's HTTP server is giving the last one of its connection. */
  askToLeave(): void {
    for (const connection of this.#connections.values()) connection.askToLeave()
  }

  /** Except new ones, which may be about to be used. */
  override closeIdleConnections(): void {
    const justOpened = performance.now() - unusedMs
    for (const connection of this.#connections.values())
      if (connection.isUnused ? connection.isIdleSince(justOpened) : connection.isIdle) connection.destroy()
  }

  override closeAllConnections(): void {
    for (const connection of this.#connections.values()) connection.destroy()
  }

  #listen(listener: RequestListener): void {
    const of = ({ socket }: IncomingMessage): PlainConnection | undefined => this.#connections.get(socket)
    this.on('request', (request, response) => {
      of(request)?.began(request, response)
      listener(request, response)
    })
    this.on('upgrade', (request, _socket, behind) => of(request)?.ignoreUpgrade(request, behind))
    this.on('connect', (request) => of(request)?.refuseTunnel())
    this.on('clientError', (error, socket) => {
      if (socket instanceof Socket) this.#connections.get(socket)?.clientError(error)
    })
    // A connection could not be accepted, for lack of files or memory; the next one may be.
    this.on('error', () => {})
    // The connection itself knows what it waits for; Node would close it.
    this.on('timeout', () => {})
  }

  #sweep({ keepAliveMs, requestMs, standstillMs }: HttpLimits, { account }: PlainContext): void {
    account.sweep(standstillMs)
    const now = performance.now()
    for (const connection of this.#connections.values()) {
      if (connection.isIdleSince(now - keepAliveMs)) connection.destroy()
      else if (connection.isUnused && connection.isIdleSince(now - requestMs)) connection.refuseSlowness()
    }
  }
}
