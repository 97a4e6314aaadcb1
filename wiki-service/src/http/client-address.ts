import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import proxyAddress from '@fastify/proxy-addr'

interface FromClient {
  readonly socket: Socket
  readonly headers: { readonly 'x-forwarded-for'?: string }
}

/**
 * Tells who has sent a request, for the log: its connection's other end or, behind proxies that are trusted, whom they name. Fastify
 * finds it out in the same way.
 * @param trusted addresses and CIDR ranges
 */
export function clientAddress(trusted: readonly string[]): (request: FromClient) => string {
  if (trusted.length === 0) return ({ socket }) => unmapped(socket.remoteAddress ?? '')
  const isTrusted = proxyAddress.compile([...trusted])
  return (request) =>
    request.socket.remoteAddress === undefined
      ? ''
      : // Of a request, it looks at these two members only.
        unmapped(proxyAddress(request as unknown as IncomingMessage, isTrusted))
}

/** A socket of both families names a client of IPv4 as `::ffff:192.0.2.1`. */
export function unmapped(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address
}
