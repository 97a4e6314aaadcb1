import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Bystander {
  /** Every request that was not answered 200, with its outcome. */
  readonly losses: readonly string[]
  /** Answered requests of each kind. */
  readonly answered: () => number
  stop(): Promise<void>
}

export interface Errand {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
}

/** A client that keeps sending requests, one after the other, whatever happens to the service. */
export function startBystander(url: string, localAddress: string, errands: readonly Errand[]): Bystander {
  const losses: string[] = []
  const stopped = new AbortController()
  // It keeps its connection, as clients do.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let answered = 0
  const running = run()

  async function run(): Promise<void> {
    for (let count = 0; !stopped.signal.aborted; count += 1) {
      const errand = errands[count % errands.length]
      if (errand === undefined) return
      const started = performance.now()
      const outcome = await send(errand).catch((error: unknown) => String(error))
      if (outcome === 200) answered += 1
      else
        losses.push(
          `${localAddress} ${errand.method} ${errand.path}: ${outcome} after ${Math.round(performance.now() - started)} ms`,
        )
      await sleep(10)
    }
    agent.destroy()
  }

  function send({ method, path, body }: Errand): Promise<number> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const headers =
        text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
      const outgoing = request(url + path, { method, agent, headers, localAddress }, (incoming) => {
        incoming.resume()
        incoming.on('end', () => resolve(incoming.statusCode ?? 0)).on('error', reject)
      })
      outgoing.on('error', reject)
      outgoing.end(text)
    })
  }

  return {
    losses,
    answered: () => answered,
    async stop() {
      stopped.abort()
      await running
    },
  }
}
