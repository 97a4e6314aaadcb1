import { Connection } from './connection.ts'
import type { Order, Outcome, Tell } from './order.ts'
import { requestsOf } from './requests.ts'
import { Tally } from './tally.ts'

/**
 * Every connection sends its next request once the previous one is answered: the maximum rate of the service.
 * @throws if a connection is lost
 */
export async function closedLoop(order: Order, tell: Tell): Promise<Outcome> {
  const tally = new Tally(order, tell)
  const next = requestsOf(order)
  const { promise: over, resolve, reject } = Promise.withResolvers<void>()
  let running = order.connections
  const connections = Array.from({ length: order.connections }, () => {
    let sentAt = performance.now()
    const answered = (status: string, self: Connection): void => {
      const now = performance.now()
      tally.answered(status, sentAt, now - sentAt)
      sentAt = now
      if (now < tally.end) return self.send(next())
      running -= 1
      if (running === 0) resolve()
    }
    const connection = new Connection(order, answered, reject)
    connection.send(next())
    return connection
  })
  await over.finally(() => {
    for (const connection of connections) connection.close()
  })
  return tally.outcome()
}
