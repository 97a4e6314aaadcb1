import { type RequestListener, Server } from 'node:http'
import { type HttpLimits, httpLimits } from '../limits.ts'
import { PlainConnection, type PlainContext } from './plain-connection.ts'

/** Node's HTTP server behind a fast lane for plain requests: each connection stays there until something else comes. */
export class PlainServer extends Server {
  readonly #plain = new Set<PlainConnection>()

  constructor(context: PlainContext, listener: RequestListener, limits: HttpLimits = httpLimits) {
    super(
      {
        headersTimeout: limits.headersMs,
        requestTimeout: limits.requestMs,
        keepAliveTimeout: limits.keepAliveMs,
        // Told of their lack in our own words.
        requireHostHeader: false,
      },
      listener,
    )
    this.setTimeout(limits.stuckMs)
    const accept = this.listeners('connection')
    this.removeAllListeners('connection')
    this.on('connection', (socket) => {
      const connection = new PlainConnection(socket, this, context, () => {
        this.#plain.delete(connection)
        for (const listener of accept) Reflect.apply(listener, this, [socket])
      })
      this.#plain.add(connection)
      socket.on('close', () => this.#plain.delete(connection))
    })
    const sweep = setInterval(() => this.#sweep(limits), limits.sweepMs).unref()
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

  #sweep({ keepAliveMs, requestMs }: HttpLimits): void {
    const now = performance.now()
    for (const connection of this.#plain) {
      if (connection.isIdleSince(now - keepAliveMs)) connection.destroy()
      if (!connection.isUnused || !connection.isIdleSince(now - requestMs)) continue
      this.#plain.delete(connection)
      connection.refuseSilence()
    }
  }
}
