import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Logger } from '../telemetry/logger.ts'
import { StartFailure } from '../start-failure.ts'

/** Open client connections, and the requests received on them. */
export class Connections {
  readonly #sockets = new Set<Socket>()
  #requests = 0

  /** Requests received so far, not counting probes. */
  get requests(): number {
    return this.#requests
  }

  readonly countRequest = (): void => {
    this.#requests += 1
  }

  get open(): number {
    return this.#sockets.size
  }

  watch(server: Server): void {
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      // Makes the socket cache the address, for the log of requests whose client has left.
      void socket.remoteAddress
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }
}

/** @returns the URL @throws StartFailure when the address cannot be listened on */
export async function listen(
  app: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
  logger: Logger,
): Promise<string> {
  try {
    await open(app, host, port)
  } catch (error) {
    throw new StartFailure(problem(error, host, port), { cause: error })
  }
  const bound = app.server.address()
  const taken = typeof bound === 'object' && bound !== null ? bound.port : port
  const name = host === '0.0.0.0' || host === '::' || host === '127.0.0.1' ? 'localhost' : host
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${taken}`
  logger.info({ url }, 'listening')
  return url
}

/** `::` also accepts IPv4 connections; on a machine without IPv6 it falls back to 0.0.0.0. */
async function open(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port, listenTextResolver })
  } catch (error) {
    const lacksIpv6 = codeOf(error) === 'EAFNOSUPPORT' || codeOf(error) === 'EADDRNOTAVAIL'
    if (host !== '::' || !lacksIpv6) throw error
    await app.listen({ host: '0.0.0.0', port, listenTextResolver })
  }
}

function listenTextResolver(address: string): string {
  return address
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function problem(error: unknown, host: string, port: number): string {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `port ${port} is in use: stop what listens there, or set PORT to another`
    case 'EACCES':
      return `port ${port} may not be listened on by this user: set PORT to one above 1023`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine: set HOST to one that is, such as 127.0.0.1 or 0.0.0.0`
    default:
      return `cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`
  }
}
