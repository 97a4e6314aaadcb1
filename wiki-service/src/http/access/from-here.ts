import type { FastifyRequest } from 'fastify'

/**
 * Whether a page of this site sent the request, as browsers say with everything that changes something: by Sec-Fetch-Site where the
 * connection can be trusted, by Origin elsewhere. See OWASP, Cross-Site Request Forgery Prevention, "Fetch Metadata".
 */
export function isFromHere({ headers, host }: Pick<FastifyRequest, 'headers' | 'host'>): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin } = headers
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}
