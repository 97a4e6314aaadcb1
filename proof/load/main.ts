import { createInterface } from 'node:readline'
import { Load, now } from './load.ts'
import type { Command, Ended, Message, Order } from './order.ts'

/**
 * The load generator: a program without packages, to run in a pod with the image of the API. order.ts defines its input
 * and output. It ends with its standard input, and so with the process that started it.
 */
async function main(): Promise<void> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  const first = await lines.next()
  if (first.done === true) return
  const ended: Ended[] = []
  const load = new Load(JSON.parse(first.value) as Order, (request) => ended.push(request))
  const flush = (): void => {
    if (ended.length > 0) tell({ event: 'ended', requests: ended.splice(0) })
  }
  const flushing = setInterval(flush, flushMs)

  await load.prepare()
  tell({ event: 'started', at: now() })
  load.resume()
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    const { command } = JSON.parse(line.value) as Command
    if (command === 'resume') load.resume()
    if (command === 'pause') await load.pause()
    flush()
    tell({ event: events[command], at: now() })
  }
  clearInterval(flushing)
  load.close()
}

const events = { pause: 'paused', resume: 'resumed', mark: 'mark' } as const
const flushMs = 100

function tell(message: Message): void {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

await main()
