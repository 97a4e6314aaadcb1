import type { Socket } from 'node:net'

/**
 * Bytes of a connection's answers that the kernel has accepted so far. Node reports only whole writes, so this looks at
 * the rest of the current write, as Node's own time-out does (`_onTimeout` in lib/net.js of Node 24).
 */
export function sentBytes(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { readonly _handle?: { readonly writeQueueSize?: number } | null }
  return (socket.bytesWritten ?? 0) - (handle?.writeQueueSize ?? 0)
}
