import { isIPv6, SocketAddress } from 'node:net'

/**
 * What counts as one client: an IPv4 address, or the /64 network of an IPv6 address, which usually belongs to one
 * subscriber (RFC 6177). `::ffff:192.0.2.1`, as a dual-stack socket writes it, is that IPv4 address. Any other text
 * stands for itself.
 */
export function clientGroup(address: string): string {
  if (!address.includes(':') || !isIPv6(address)) return address
  const mapped = /^::ffff:([0-9.]+)$/i.exec(address)
  if (mapped?.[1] !== undefined) return mapped[1]
  // The canonical form: lower case, no leading zeros, one run of zeros omitted.
  const { address: canonical } = new SocketAddress({ address: address.split('%', 1)[0] ?? '', family: 'ipv6' })
  const [before = '', after] = canonical.split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const zeros = Array.from({ length: after === undefined ? 0 : 8 - head.length - tail.length }, () => '0')
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`
}
