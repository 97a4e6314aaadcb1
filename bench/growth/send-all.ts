import { Connection } from '../load/connection.ts'

/**
 * Sends requests until there are no more, each connection when it has its answer.
 * @returns the number of answers, and of those that were not 2xx
 * @throws if a connection is lost, or the signal aborts
 */
export async function sendAll(
  port: number,
  connections: number,
  next: () => string | undefined,
  signal: AbortSignal,
): Promise<{ readonly answers: number; readonly failures: number }> {
  const { promise: over, resolve, reject } = Promise.withResolvers<void>()
  let [answers, failures, running] = [0, 0, connections]
  const send = (connection: Connection): void => {
    const request = signal.aborted ? undefined : next()
    if (request !== undefined) return connection.send(request)
    running -= 1
    if (running === 0) resolve()
  }
  const answered = (status: string, connection: Connection): void => {
    answers += 1
    if (!status.startsWith('2')) failures += 1
    send(connection)
  }
  const opened = Array.from(
    { length: connections },
    () => new Connection({ host: '127.0.0.1', port }, answered, reject),
  )
  opened.forEach(send)
  await over.finally(() => {
    for (const connection of opened) connection.close()
  })
  signal.throwIfAborted()
  return { answers, failures }
}
