import type { Socket } from 'node:net'
import { Refused } from './errors.ts'

/** How long a client that was refused may go on sending before it is cut off, possibly before it has read why. */
const lingerMs = 2_000

/** What is said about that which Node's parser refuses: broken syntax, headers too large, a client too slow. */
export function refusalOf({ code = '' }: { readonly code?: string }): Refused {
  const [status, reason] = answers[code] ?? [400, 'Bad Request']
  return new Refused(status, reason)
}

/** Ends a connection on which nothing else is being answered, with an answer of ours. */
export function refuse(socket: Socket, status: number, reason: string): void {
  const body = JSON.stringify({ detail: reason })
  lingerAtEnd(socket)
  socket.write(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
  socket.destroySoon()
}

/** A client that still sends when its connection is closed does not see the answer: from now on, `destroySoon` waits a little for it. */
export function lingerAtEnd(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end().resume()
    const cutOff = setTimeout(() => socket.destroy(), lingerMs).unref()
    socket.once('close', () => clearTimeout(cutOff))
  }
}

/** What Node's HTTP server says of a client that takes too long. */
export class TooSlow extends Error {
  readonly code = 'ERR_HTTP_REQUEST_TIMEOUT'
}

const answers: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}
