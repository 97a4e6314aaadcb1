import { EventEmitter } from 'node:events'
import { isIP, type Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { parse, serialize } from 'pg-protocol'
import pg from 'pg'
import { NoTls, NotPostgres } from './failures.ts'

const keepAliveDelayMs = 10_000

export interface Negotiation {
  /** Called when the connection begins; undefined requests no encryption. */
  readonly tls: () => ConnectionOptions | undefined
  /** A server without TLS is acceptable. */
  readonly orPlain: boolean
}

/**
 * Adds to the driver's connection: continues without TLS where allowed, recognizes servers that are not PostgreSQL, and
 * lets invalid data from a server end the connection, never the process.
 */
export class NegotiatingConnection extends pg.Connection {
  readonly #socket: Socket
  readonly #negotiation: Negotiation

  constructor(socket: Socket, negotiation: Negotiation) {
    super({ stream: () => socket })
    this.#socket = socket
    this.#negotiation = negotiation
  }

  /** @param port or the path of a unix socket */
  connect(port: number | string, host: string): void {
    const socket = this.#socket
    this.#internals._connecting = true
    socket.setNoDelay(true)
    socket.on('error', this.#report).on('close', () => this.emit('end'))
    socket.once('connect', () => {
      socket.setKeepAlive(true, keepAliveDelayMs)
      this.#negotiate(host)
    })
    if (typeof port === 'string') socket.connect(port)
    else socket.connect(port, host)
  }

  attachListeners(stream: Socket): void {
    // The parser throws on invalid messages, and would throw inside the socket's event.
    const pieces = new EventEmitter<{ data: [Buffer] }>()
    void parse(pieces as unknown as NodeJS.ReadableStream, (message) => {
      this.emit(message.name === 'error' ? 'errorMessage' : message.name, message)
    })
    const read = (bytes: Buffer): void => {
      try {
        pieces.emit('data', bytes)
      } catch (error) {
        stream.destroy(
          /authenticationOk/.test(String(error)) ? (error as Error) : new NotPostgres('', { cause: error }),
        )
      }
    }
    stream.once('data', (bytes: Buffer) => {
      if (!beginsAsPostgres(bytes)) return stream.destroy(new NotPostgres())
      stream.on('data', read)
      return read(bytes)
    })
  }

  #negotiate(host: string): void {
    let options: ConnectionOptions | undefined
    try {
      options = this.#negotiation.tls()
    } catch (error) {
      this.#socket.destroy(error as Error)
      return
    }
    if (options === undefined) return this.#begin(this.#socket)
    this.#socket.once('data', (answer: Buffer) => this.#readAnswer(answer, { ...options, host }))
    this.#socket.write(serialize.requestSsl())
  }

  /** https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-SSL */
  #readAnswer(answer: Buffer, options: ConnectionOptions): void {
    const [letter] = answer.toString('latin1', 0, 1)
    if (letter === 'E') {
      this.attachListeners(this.#socket)
      this.#socket.emit('data', answer)
    } else if (answer.length > 1) {
      // Only one byte is expected before encryption; anything more may be injected.
      this.#socket.destroy(new NotPostgres())
    } else if (letter === 'S') {
      void this.#encrypt(options)
    } else if (letter === 'N') {
      if (this.#negotiation.orPlain) this.#begin(this.#socket)
      else this.#socket.destroy(new NoTls())
    } else {
      this.#socket.destroy(new NotPostgres())
    }
  }

  async #encrypt(options: ConnectionOptions): Promise<void> {
    // Loaded on demand, to save memory on connections without TLS.
    const { connect: connectTls } = await import('node:tls')
    const { host = '' } = options
    // RFC 6066, section 3: a server name must not be an address.
    const serverName = isIP(host) === 0 ? { servername: host } : {}
    try {
      const stream = connectTls({ socket: this.#socket, ...options, ...serverName })
      this.#internals.stream = stream
      stream.on('error', this.#report).once('secureConnect', () => this.#begin(stream))
    } catch (error) {
      // For example a certificate and a key that do not match.
      this.#socket.destroy(error as Error)
    }
  }

  #begin(stream: Socket): void {
    this.attachListeners(stream)
    // The client then sends its user name.
    this.emit('connect')
  }

  readonly #report = (error: Error & { readonly code?: string }): void => {
    if (this.#internals._ending && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) return
    this.emit('error', error)
  }

  get #internals(): Internals {
    return this as unknown as Internals
  }
}

/** pg 8.23, lib/connection.js. */
interface Internals {
  stream: Socket
  _connecting: boolean
  readonly _ending: boolean
}

/** The first message: an authentication request, an error, a notice, or a protocol version; all are short. */
function beginsAsPostgres(bytes: Buffer): boolean {
  return 'RENv'.includes(bytes.toString('latin1', 0, 1)) && (bytes.length < 5 || bytes.readUInt32BE(1) < 64 * 1024)
}
