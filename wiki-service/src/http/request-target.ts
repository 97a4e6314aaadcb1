import { percentDecoded } from './validation/percent-text.ts'

/**
 * Rewrites a request target so that the router reads it as Starlette does. Invalid escapes are kept (`%zz` is no 400),
 * `%2F` is a slash, trailing slashes do not count, an absolute URL is reduced to its path, and a fragment is dropped.
 * Never throws.
 */
export function routableTarget(target: string): string {
  if (target.startsWith('/') && !/[%#]|\/(?=\/|\?|$)/.test(target)) return target
  const [relative = ''] = target.replace(/^https?:\/\/[^/?#]*/i, '').split('#', 1)
  const queryStart = relative.indexOf('?')
  const path = percentDecoded(queryStart === -1 ? relative : relative.slice(0, queryStart))
  const query = queryStart === -1 ? '' : relative.slice(queryStart)
  const segments = path.split('/').map(encodeURIComponent)
  const lastSegment = segments.findLastIndex((segment) => segment !== '')
  // Slashes alone are the front page only if there is exactly one.
  return `${lastSegment === -1 ? path || '/' : segments.slice(0, lastSegment + 1).join('/')}${query}`
}
