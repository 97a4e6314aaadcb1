import type { Socket } from 'node:net'

/**
 * Bytes that the kernel has taken from a connection's answers so far. Node tells only of whole writes; like its own time-out
 * (`_onTimeout` in lib/net.js of Node 24) this looks at what is left of the write under way.
 */
export function sentBytes(socket: Socket): number {
  const { _handle: handle } = socket as Socket & { readonly _handle?: { readonly writeQueueSize?: number } | null }
  return (socket.bytesWritten ?? 0) - (handle?.writeQueueSize ?? 0)
}
