import { closedLoop } from './load/closed-loop.ts'
import { openLoop } from './load/open-loop.ts'
import type { Message, Order } from './load/order.ts'

/**
 * The program that generates the load, in its own process so that its work does not delay the readings. Its order
 * arrives as a message.
 */
process.once('message', (order) => void run(order as Order))
// The benchmark has ended, for whatever reason.
process.once('disconnect', () => process.exit())

async function run(order: Order): Promise<void> {
  try {
    const { rate } = order
    const load = rate === undefined ? closedLoop(order, tell) : openLoop({ ...order, rate }, tell)
    tell({ event: 'done', outcome: await Promise.race([load, stalled(order)]) })
  } catch (error) {
    tell({ event: 'failed', reason: String(error) })
  }
}

function tell(message: Message): void {
  process.send?.(message)
}

/** Longer than the service's own deadline for a request. */
const patienceSeconds = 20

async function stalled({ warmUpSeconds, seconds }: Order): Promise<never> {
  return new Promise((_, reject) => {
    const waitMs = (warmUpSeconds + seconds + patienceSeconds) * 1_000
    setTimeout(() => reject(new Error(`a request has no answer after ${patienceSeconds} s`)), waitMs).unref()
  })
}
