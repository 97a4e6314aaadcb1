import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from './account.ts'
import type { Hold } from './hold.ts'
import { sentBytes } from './sent-bytes.ts'

export interface HeldRequest {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Address of the client. */
  readonly client: string
  /** Tells the client that it was too slow to send, and ends its connection. */
  readonly refuseSlowness: () => void
}

/**
 * Memory held for a request that Node's HTTP server reads: its body as it arrives, what is made of it, and the unread
 * part of the answer. Released when the response closes, for whatever reason.
 */
export function holdForRequest(account: Account, { request, response, client, refuseSlowness }: HeldRequest): Hold {
  const { socket } = request
  const hold = account.hold(client, {
    get moved() {
      return socket.bytesRead + sentBytes(socket)
    },
    evict() {
      if (request.complete) socket.destroy()
      // A request that waits for room gets its own answer.
      else if (hold.phase !== 'waiting') refuseSlowness()
    },
  })
  response.on('prefinish', () => {
    hold.enter('reading')
    const unsent = socket.writableLength
    hold.shrink(unsent)
    if (unsent > hold.bytes && !hold.add(unsent - hold.bytes)) socket.destroy()
  })
  response.on('close', () => hold[Symbol.dispose]())
  return hold
}
