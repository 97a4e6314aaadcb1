import { percentDecoded } from './validation/percent-text.ts'

/**
 * Rewrites what stands in the request line so that the router reads it as Starlette does: any escapes are taken (`%zz` stays
 * as it is, no 400), `%2F` is a slash, slashes at the end do not count, an absolute URL is its path, and a
 * fragment is dropped. Never throws.
 */
export function routableTarget(target: string): string {
  if (target.startsWith('/') && !/[%#]|\/(?=\/|\?|$)/.test(target)) return target
  const [relative = ''] = target.replace(/^https?:\/\/[^/?#]*/i, '').split('#', 1)
  const queryStart = relative.indexOf('?')
  const path = percentDecoded(queryStart === -1 ? relative : relative.slice(0, queryStart))
  const query = queryStart === -1 ? '' : relative.slice(queryStart)
  const segments = path.split('/').map(encodeURIComponent)
  const lastSegment = segments.findLastIndex((segment) => segment !== '')
  // Nothing but slashes is the front page only when it is one slash.
  return `${lastSegment === -1 ? path || '/' : segments.slice(0, lastSegment + 1).join('/')}${query}`
}
