import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import proxyAddress from '@fastify/proxy-addr'

interface FromClient {
  readonly socket: Socket
  readonly headers: { readonly 'x-forwarded-for'?: string }
}

/**
 * Returns the client's address for the log: the remote end of the connection or, behind trusted proxies, the address
 * that they forward. Fastify applies the same rules.
 * @param trusted addresses and CIDR ranges
 */
export function clientAddress(trusted: readonly string[]): (request: FromClient) => string {
  if (trusted.length === 0) return ({ socket }) => unmapped(socket.remoteAddress ?? '')
  const isTrusted = proxyAddress.compile([...trusted])
  return (request) =>
    request.socket.remoteAddress === undefined
      ? ''
      : // The only two members that it reads.
        unmapped(proxyAddress(request as unknown as IncomingMessage, isTrusted))
}

/** A dual-stack socket reports an IPv4 client as `::ffff:192.0.2.1`. */
export function unmapped(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address
}
