import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Plan } from './clock.ts'
import { Connection } from './connection.ts'
import type { Order, Outcome, Tell } from './order.ts'
import { requestsOf } from './requests.ts'
import { Tally } from './tally.ts'

/**
 * Sends at a fixed rate, as independent users do: a service that is slow for a while gets no fewer requests. A latency
 * counts from the scheduled time of its request, so a request that waited for a free connection, or for the generator
 * itself, is as late as its sender would see it (no co-ordinated omission).
 * @throws if a connection is lost
 */
export async function openLoop(order: Order & { readonly rate: number }, tell: Tell): Promise<Outcome> {
  const clock = new Worker(new URL('clock.ts', import.meta.url))
  await once(clock, 'online')
  const tally = new Tally(order, tell)
  const next = requestsOf(order)
  const intervalMs = 1_000 / order.rate
  const { start } = tally
  const total = Math.ceil((tally.end - start) / intervalMs)
  const idle: Connection[] = []
  /** For each busy connection, when its request was due. */
  const planned = new Map<Connection, number>()
  const { promise: over, resolve, reject } = Promise.withResolvers<void>()
  let sent = 0

  function sendDue(): void {
    const now = performance.now()
    while (sent < total && start + sent * intervalMs <= now) {
      const connection = idle.pop()
      if (connection === undefined) return
      const at = start + sent * intervalMs
      planned.set(connection, at)
      connection.send(next())
      sent += 1
    }
  }

  function answered(status: string, connection: Connection): void {
    const at = planned.get(connection) ?? 0
    tally.answered(status, at, performance.now() - at)
    planned.delete(connection)
    idle.push(connection)
    if (sent < total) sendDue()
    else if (planned.size === 0) resolve()
  }

  const connections = Array.from({ length: order.connections }, () => new Connection(order, answered, reject))
  idle.push(...connections)
  clock.on('error', reject).on('message', (due: number) => {
    const at = start + due * intervalMs
    tally.ticked(at, performance.now() - at)
    sendDue()
  })
  clock.postMessage({ startNs: systemTimeNs(start), intervalMs, total } satisfies Plan)
  try {
    await over
    return await tally.outcome()
  } finally {
    for (const connection of connections) connection.close()
    await clock.terminate()
  }
}

/** @param time of `performance.now()`, which starts at 0 in each thread */
function systemTimeNs(time: number): bigint {
  return process.hrtime.bigint() - BigInt(Math.round((performance.now() - time) * 1e6))
}
