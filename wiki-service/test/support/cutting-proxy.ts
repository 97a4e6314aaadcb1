import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface CuttingProxy extends AsyncDisposable {
  /** The upstream's address, through the proxy. */
  readonly url: string
  readonly cuts: number
  readonly connections: number
  /** Decides the fate of each piece that a client sends and each that the server answers. */
  plan: Plan
  /** While frozen, connections stay open and nothing passes: no packets, no reset. */
  freeze(): void
  thaw(): void
  /** Delivers held pieces. @returns how many */
  deliver(): number
}

/**
 * - pass: forward it
 * - cut: drop it, and break the connection on both sides
 * - cut after: forward it, then break the connection; the client never sees the effect
 * - cut in the middle: forward half of it, then break the connection
 * - swallow: drop it and everything after it, as when a firewall has forgotten the connection
 * - hold: break the sender's side, and deliver it later on demand, as from the buffer of a frozen server
 */
export type Fate = 'pass' | 'cut' | 'cut after' | 'cut in the middle' | 'swallow' | 'hold'

export interface Plan {
  readonly request?: (bytes: Buffer) => Fate
  readonly answer?: (bytes: Buffer) => Fate
}

/** A proxy between the service and PostgreSQL that breaks connections on demand. */
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
    // The other side does not learn what happens to the sender.
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
