import type { FastifyRequest } from 'fastify'

/**
 * Whether a page of this site sent the request. Browsers say so with every request that changes something: in
 * Sec-Fetch-Site on secure connections, otherwise in Origin. See OWASP, Cross-Site Request Forgery Prevention, "Fetch
 * Metadata".
 */
export function isFromHere({ headers, host }: Pick<FastifyRequest, 'headers' | 'host'>): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin } = headers
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}
