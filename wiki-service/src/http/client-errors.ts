import type { Socket } from 'node:net'
import { Refused } from './errors.ts'

/** A refused client may keep sending for this long before it is cut off, possibly before it has read the answer. */
const lingerMs = 2_000

/** The answer to what Node's parser refuses: invalid syntax, oversized headers, a slow client. */
export function refusalOf({ code = '' }: { readonly code?: string }): Refused {
  const [status, reason] = answers[code] ?? [400, 'Bad Request']
  return new Refused(status, reason)
}

/** Ends a connection that has no other answer in progress with this answer. */
export function refuse(socket: Socket, status: number, reason: string): void {
  const body = JSON.stringify({ detail: reason })
  lingerAtEnd(socket)
  socket.write(
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
  socket.destroySoon()
}

/**
 * A client that is still sending when its connection closes does not see the answer. Makes `destroySoon` wait for it.
 */
export function lingerAtEnd(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end().resume()
    const cutOff = setTimeout(() => socket.destroy(), lingerMs).unref()
    socket.once('close', () => clearTimeout(cutOff))
  }
}

/** Node's HTTP server throws this for a client that takes too long. */
export class TooSlow extends Error {
  readonly code = 'ERR_HTTP_REQUEST_TIMEOUT'
}

const answers: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
}
