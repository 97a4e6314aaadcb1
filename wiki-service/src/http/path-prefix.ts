import proxyAddress from '@fastify/proxy-addr'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * The path that a trusted proxy stripped before it forwarded the request, such as `/wiki`; empty if there is none.
     */
    readonly pathPrefix: string
  }
}

/**
 * Sets `request.pathPrefix` from `X-Forwarded-Prefix`. Ignores a prefix that contains anything but plain path segments.
 * @param trusted addresses and CIDR ranges of proxies
 */
export function readPathPrefix(app: FastifyInstance, trusted: readonly string[]): void {
  const isTrusted = trusted.length === 0 ? () => false : proxyAddress.compile([...trusted])
  app.decorateRequest('pathPrefix', {
    getter(this: FastifyRequest) {
      const prefix = this.headers['x-forwarded-prefix']
      if (typeof prefix !== 'string' || !isTrusted(this.socket.remoteAddress ?? '', 0)) return ''
      return cleanPrefix(prefix)
    },
  })
}

/** Chained proxies each add a header; Node joins them. */
function cleanPrefix(header: string): string {
  const prefix = header
    .split(',')
    .map((part) => part.trim().replace(/\/$/, ''))
    .join('')
  return /^(?:\/(?!\.\.?(?:\/|$))[\w.~-]+)+$/.test(prefix) ? prefix : ''
}

/**
 * The URL of the front page, relative to the current page; ends in a slash. Prepend it to every link, form action and
 * asset: `${rootOf(request)}assets/icon.svg`. Without a known prefix it is relative to the requested path, which also
 * works behind a proxy that strips a prefix without saying so.
 */
export function rootOf(request: FastifyRequest): string {
  if (request.pathPrefix !== '') return `${request.pathPrefix}/`
  const [path = ''] = request.originalUrl.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1)
  return '../'.repeat(Math.max(0, path.split('/').length - 2)) || './'
}
