import type { Socket } from 'node:net'

/**
 * Calls back when nothing has come for that long; for whoever waits for an answer. A timer that fires late, since the event loop was
 * busy, fires before what has arrived meanwhile is read: that is read first.
 * @param socket on which the answer comes
 * @returns ends the wait
 */
export function afterSilence(ms: number, socket: Socket, act: () => void): () => void {
  let isOver = false
  const look = (): void => {
    const read = socket.bytesRead
    // What is there is read between two turns, a large answer in several.
    setImmediate(() =>
      setImmediate(() => {
        if (isOver) return
        if (socket.bytesRead === read) act()
        else look()
      }),
    )
  }
  const timer = setTimeout(look, ms)
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}

/** The socket of a client of pg. */
export function socketOf(client: object): Socket {
  // pg 8.23, lib/client.js.
  return (client as { readonly connection: { readonly stream: Socket } }).connection.stream
}
