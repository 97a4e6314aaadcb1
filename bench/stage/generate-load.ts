import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Message, Order, Outcome } from '../load/order.ts'

const generator = fileURLToPath(new URL('../load-generator.ts', import.meta.url))

/**
 * Runs one load in its own process.
 * @param read is called at both ends of the measurement
 * @throws if a connection is lost, a request is not answered, or the signal aborts
 */
export async function generateLoad<Reading>(
  order: Order,
  read: () => Reading,
  signal: AbortSignal,
): Promise<{ readonly outcome: Outcome; readonly begin: Reading; readonly end: Reading }> {
  // Ctrl-C in the terminal must reach only this process, which decides what ends first.
  const child = fork(generator, { detached: true, signal, killSignal: 'SIGKILL' })
  let begin: Reading | undefined
  let end: Reading | undefined
  try {
    const outcome = await new Promise<Outcome>((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', () => reject(new Error('the load generator ended')))
      child.on('message', (message: Message) => {
        switch (message.event) {
          case 'begin':
            begin = read()
            break
          case 'end':
            end = read()
            break
          case 'done':
            resolve(message.outcome)
            break
          case 'failed':
            reject(new Error(message.reason))
            break
          default:
            message satisfies never
        }
      })
      child.send(order)
    })
    if (begin === undefined || end === undefined) throw new Error('the load generator skipped a reading')
    return { outcome, begin, end }
  } finally {
    child.kill('SIGKILL')
  }
}
