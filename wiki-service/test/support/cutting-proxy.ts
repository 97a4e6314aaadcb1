import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface CuttingProxy extends AsyncDisposable {
  /** The upstream's address, by way of the proxy. */
  readonly url: string
  readonly cuts: number
  readonly connections: number
  /** Decides for each piece that a client sends, and for each that the server answers, what becomes of it. */
  plan: Plan
  /** While frozen, connections stay open and nothing passes: no packets, no reset. */
  freeze(): void
  thaw(): void
  /** Delivers what was held, and says how many pieces that were. */
  deliver(): number
}

/**
 * - pass: it goes on
 * - cut: it does not, and the connection breaks on both sides
 * - cut after: it goes on, and then the connection breaks; the client never sees what it caused
 * - cut in the middle: half of it goes on, and then the connection breaks
 * - swallow: it and all that follows vanishes, as when a firewall has forgotten the connection
 * - hold: the sender's side breaks, and it arrives all the same, when told: as from the buffer of a server that was frozen
 */
export type Fate = 'pass' | 'cut' | 'cut after' | 'cut in the middle' | 'swallow' | 'hold'

export interface Plan {
  readonly request?: (bytes: Buffer) => Fate
  readonly answer?: (bytes: Buffer) => Fate
}

/** Stands between the service and PostgreSQL and breaks connections as told. */
export async function startCuttingProxy(upstream: string): Promise<CuttingProxy> {
  const target = new URL(upstream)
  const sockets = new Set<Socket>()
  const held: (() => void)[] = []
  const state = { plan: {} as Plan, cuts: 0, connections: 0, frozen: false }
  const server = createServer((client) => {
    state.connections += 1
    const database = connect({ host: target.hostname, port: Number(target.port) })
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
      if (state.frozen) socket.pause()
    }
    relay(client, database, (bytes) => state.plan.request?.(bytes) ?? 'pass')
    relay(database, client, (bytes) => state.plan.answer?.(bytes) ?? 'pass')
  })

  function relay(from: Socket, to: Socket, fateOf: (bytes: Buffer) => Fate): void {
    // Whatever becomes of the sender, the other side does not learn of it.
    let severed = false
    from.on('data', (bytes: Buffer) => {
      if (severed) return
      const fate = fateOf(bytes)
      severed = fate === 'swallow' || fate === 'hold'
      if (fate === 'hold') {
        from.destroy()
        held.push(() => to.write(bytes))
      }
      if (fate === 'pass' || fate === 'cut after') to.write(bytes)
      if (fate === 'cut in the middle') to.write(bytes.subarray(0, bytes.length / 2))
      if (fate.startsWith('cut')) {
        state.cuts += 1
        from.destroy()
        to.destroySoon()
      }
    })
    from.on('close', () => {
      if (!severed) to.destroySoon()
    })
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const url = new URL(upstream)
  url.port = String(typeof address === 'object' && address ? address.port : 0)
  return {
    url: url.href,
    get cuts() {
      return state.cuts
    },
    get connections() {
      return state.connections
    },
    get plan() {
      return state.plan
    },
    set plan(plan) {
      state.plan = plan
    },
    freeze() {
      state.frozen = true
      for (const socket of sockets) socket.pause()
    },
    thaw() {
      state.frozen = false
      for (const socket of sockets) socket.resume()
    },
    deliver() {
      for (const write of held) write()
      return held.splice(0).length
    },
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
