import { routableTarget } from './request-target.ts'
import { namesHtml } from './site/names-html.ts'

/** The request target as the router reads it. The same address can mean a page to browsers and JSON to programs. */
export function routableAddress(target: string, accept: string | undefined): string {
  const routable = routableTarget(target)
  return /^\/search(?:\?|$)/.test(routable) && namesHtml(accept) ? `/wiki/-${routable}` : routable
}
