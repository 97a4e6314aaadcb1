import { Agent, request } from 'node:http'
import type { Request } from './request.ts'

export interface Answer {
  readonly status: number
  readonly body: string
}

/**
 * Keep-alive connections along one path. A request uses the free connection that was used last, or else a new one, so
 * that none waits for another's answer. Nothing is sent twice.
 */
export class Client {
  readonly path: string
  readonly #url: URL
  readonly #host: string
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 32 })

  constructor(path: string, url: string, host: string) {
    this.path = path
    this.#url = new URL(url)
    this.#host = host
  }

  /** @throws if the connection breaks before the answer is complete, or nothing arrives for `patienceMs` */
  exchange({ method, target, ifMatch, body }: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = {
        host: this.#host,
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      }
      const { hostname, port } = this.#url
      const options = { hostname, port, method, path: target, headers, agent: this.#agent, timeout: patienceMs }
      const outgoing = request(options, (incoming) => {
        const pieces: Buffer[] = []
        incoming.on('data', (piece: Buffer) => pieces.push(piece))
        incoming.on('error', reject)
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(pieces).toString() }))
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')))
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** Longer than the service lets a request wait: 15 s, and 30 s with CloudNativePG. */
const patienceMs = 35_000
