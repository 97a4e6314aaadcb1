import proxyAddress from '@fastify/proxy-addr'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The path that a trusted proxy removed before it passed the request on, such as `/wiki`; empty when there is none. */
    readonly pathPrefix: string
  }
}

/**
 * Makes `request.pathPrefix` known, from `X-Forwarded-Prefix`. A prefix that names anything but plain path segments is ignored.
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

/** Proxies one behind the other each add their own; Node joins them. */
function cleanPrefix(header: string): string {
  const prefix = header
    .split(',')
    .map((part) => part.trim().replace(/\/$/, ''))
    .join('')
  return /^(?:\/(?!\.\.?(?:\/|$))[\w.~-]+)+$/.test(prefix) ? prefix : ''
}

/**
 * The URL of this site's front page as a page refers to it; ends in a slash. Put in front of every link, form action and asset:
 * `${rootOf(request)}assets/icon.svg`. Without a known prefix it is relative to the requested path, which also works
 * behind a proxy that removes a prefix and does not say so.
 */
export function rootOf(request: FastifyRequest): string {
  if (request.pathPrefix !== '') return `${request.pathPrefix}/`
  const [path = ''] = request.originalUrl.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1)
  return '../'.repeat(Math.max(0, path.split('/').length - 2)) || './'
}
