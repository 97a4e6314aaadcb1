import type { Socket } from 'node:net'

/**
 * Calls back when nothing has arrived for this long, for a caller that waits for an answer. After a busy event loop the
 * timer fires before data that has arrived meanwhile is read; that data is read first.
 * @param socket on which the answer arrives
 * @returns a function that ends the wait
 */
export function afterSilence(ms: number, socket: Socket, act: () => void): () => void {
  let isOver = false
  const look = (): void => {
    const read = socket.bytesRead
    // Available data is read between two turns, a large answer over several.
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
