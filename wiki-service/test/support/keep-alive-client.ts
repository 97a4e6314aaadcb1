import { Agent, type IncomingHttpHeaders, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A client with one connection, which it keeps for as long as the server allows. */
export class KeepAliveClient implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })

  /** @throws if the connection breaks before the answer is complete; nothing is sent again */
  send(method: 'GET' | 'POST', url: string, body?: unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const headers =
        text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
      const outgoing = request(url, { method, agent: this.#agent, headers }, (incoming) => {
        let received = ''
        incoming.setEncoding('utf8')
        incoming.on('data', (piece: string) => (received += piece))
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: received }),
        )
        incoming.on('error', reject)
      })
      outgoing.on('error', reject)
      outgoing.end(text)
    })
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}
