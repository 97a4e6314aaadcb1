import { type RequestListener, Server, type ServerOptions } from 'node:http'
import { headersTimeoutMs, keepAliveTimeoutMs, requestTimeoutMs, stuckTimeoutMs } from '../limits.ts'
import { PlainConnection, type PlainContext } from './plain-connection.ts'

/** How often it is looked for connections that have been idle for too long. */
const sweepMs = 5_000

const options: ServerOptions = {
  headersTimeout: headersTimeoutMs,
  requestTimeout: requestTimeoutMs,
  keepAliveTimeout: keepAliveTimeoutMs,
  requireHostHeader: false,
}

/** Node's HTTP server behind a fast lane for plain requests: each connection stays there until something else comes. */
export class PlainServer extends Server {
  readonly #plain = new Set<PlainConnection>()

  constructor(context: PlainContext, listener: RequestListener) {
    super(options, listener)
    this.setTimeout(stuckTimeoutMs)
    const accept = this.listeners('connection')
    this.removeAllListeners('connection')
    this.on('connection', (socket) => {
      const connection = new PlainConnection(socket, context, () => {
        this.#plain.delete(connection)
        socket.off('close', forget)
        for (const listener of accept) Reflect.apply(listener, this, [socket])
      })
      const forget = (): void => void this.#plain.delete(connection)
      socket.on('close', forget)
      this.#plain.add(connection)
    })
    const sweep = setInterval(() => this.#sweep(), sweepMs).unref()
    this.on('close', () => clearInterval(sweep))
  }

  override closeIdleConnections(): void {
    super.closeIdleConnections()
    // One that has just been opened may be about to be used.
    for (const connection of this.#plain) if (connection.isIdle && !connection.isUnused) connection.destroy()
  }

  override closeAllConnections(): void {
    super.closeAllConnections()
    for (const connection of this.#plain) connection.destroy()
  }

  #sweep(): void {
    const now = performance.now()
    for (const connection of this.#plain) {
      if (connection.isIdleSince(now - keepAliveTimeoutMs) || connection.isStuckSince(now - stuckTimeoutMs))
        connection.destroy()
      else if (connection.isUnused && connection.isIdleSince(now - requestTimeoutMs)) connection.refuseSilence()
    }
  }
}
