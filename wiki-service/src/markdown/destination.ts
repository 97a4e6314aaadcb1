import { pathFromReference } from '../pages/path.ts'
import { fragmentOf } from './heading-id.ts'

/** Where a link points. */
export type Destination =
  /** Below the root of this wiki. */
  | {
      readonly kind: 'internal'
      /** Relative to the root, percent-encoded: `wiki/handbook/onboarding#set-up`. */
      readonly address: string
      /** Canonical path of the page; undefined if no page can have such a path. */
      readonly target: string | undefined
    }
  /** Kept as written: another site, an e-mail address, a place on the same page. */
  | { readonly kind: 'other'; readonly href: string }

/**
 * Resolves the address of a Markdown link as browsers resolve URLs, with the page's path as base: `../glossary`,
 * `glossary`, `/glossary` (from the root of all pages). The address of a page on the web, `/wiki/glossary`, means the
 * same page.
 * @param href percent-encoded; its scheme is allowed
 * @param path canonical path of the page that contains the link
 */
export function resolveLink(href: string, path: string): Destination {
  if (href === '' || href.startsWith('?') || scheme.test(href)) return { kind: 'other', href }
  if (href.startsWith('#')) return { kind: 'other', href: `#${fragmentOf(decoded(href.slice(1)) ?? href.slice(1))}` }
  const url = URL.parse(href, base + encodePath(path))
  if (url?.origin !== origin) return { kind: 'other', href }
  const pathname = url.pathname.replace(/^\/(?:wiki\/)?/, href.startsWith('/') ? '' : '$&').replace(/^\//, '')
  const target = targetOf(pathname)
  const where = target === undefined ? pathname : encodePath(target)
  return {
    kind: 'internal',
    address: `wiki/${where}${url.search}${encodedFragment(decoded(url.hash.slice(1)))}`,
    target,
  }
}

/** The address of a page of this wiki, relative to the root. @param heading as a person writes it */
export function pageDestination(target: string, heading: string | undefined): Destination {
  return { kind: 'internal', address: `wiki/${encodePath(target)}${encodedFragment(heading)}`, target }
}

/** Resolves relative addresses of images against the page's own; keeps others. */
export function resolveImage(source: string, path: string): string {
  const url = URL.parse(source, `${base}wiki/${encodePath(path)}`)
  if (source === '' || url?.origin !== origin) return source
  return url.pathname + url.search
}

/** Of an address on its own, even one that browsers would resolve, such as `http:glossary`. */
const scheme = /^[a-z][a-z0-9+.-]*:/i
/** An origin that nobody names. */
const origin = 'http://this-wiki.invalid'
const base = `${origin}/`

function targetOf(pathname: string): string | undefined {
  const segments = pathname.replace(/\/$/, '').split('/').map(decoded)
  if (segments.some((segment) => segment === undefined || segment.includes('/'))) return undefined
  return pathFromReference(segments.join('/'))
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

function encodedFragment(heading: string | undefined): string {
  return heading ? `#${encodeURIComponent(fragmentOf(heading))}` : ''
}

/** @returns undefined if it is not percent-encoded UTF-8 */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
