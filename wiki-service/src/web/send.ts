import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { accepts } from '../http/accept-encoding.ts'
import { isKnown } from '../http/if-none-match.ts'
import { rootOf } from '../http/path-prefix.ts'
import { compressed } from './compress.ts'
import { frame, type Page } from './parts/frame.ts'
import { visitorIn, type Visitor } from './visitor.ts'
import type { Wiki } from './wiki.ts'

export interface SendOptions {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** The visitor, if not the one in the request's cookies. */
  readonly visitor?: Visitor
}

/** Sends a page to its reader: in their colours, compressed, and only if they do not have it yet. */
export async function sendPage(
  wiki: Pick<Wiki, 'assets'>,
  page: Page,
  request: FastifyRequest,
  reply: FastifyReply,
  { status = 200, headers = {}, visitor = visitorIn(request) }: SendOptions = {},
): Promise<FastifyReply> {
  const document = belowRoot(frame(page, { assets: wiki.assets, visitor }), rootOf(request))
  reply.code(status).headers({ ...pageHeaders(page.nonce), ...headers })
  if (status === 200 && request.method !== 'POST' && page.nonce === undefined) {
    const etag = etagOf(document)
    reply.header('etag', `W/${etag}`)
    if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send()
  }
  reply.header('content-type', 'text/html; charset=utf-8')
  if (!accepts('gzip', request.headers['accept-encoding'])) return reply.send(document)
  return reply.header('content-encoding', 'gzip').send(await compressed(document))
}

export function etagOf(document: string): string {
  return `"${hash('sha256', document, 'base64url').slice(0, 22)}"`
}

/** For a copy. @param readAt in milliseconds of Date.now() */
export function ageOf(readAt: number): Record<string, string> {
  return { age: String(Math.round((Date.now() - readAt) / 1000)) }
}

export function pageHeaders(nonce?: string): Record<string, string> {
  return {
    'content-security-policy': policy(nonce),
    'x-content-type-options': 'nosniff',
    // Forms are attributed to a site by their Origin, which browsers omit without a referrer.
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-cache',
    vary: 'Accept, Accept-Encoding, Cookie',
  }
}

/** Of a page without a nonce. */
export const documentHeaders = pageHeaders()

/** Nothing from other sites, and nothing inline. @param nonce of the style sheets that the editor's script creates */
function policy(nonce: string | undefined): string {
  return [
    "default-src 'none'",
    `style-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/**
 * Makes addresses that begin with a slash relative, or prepends a known prefix: a proxy may strip the prefix of the
 * wiki. Text of users cannot contain such quotes.
 */
export function belowRoot(document: string, root: string): string {
  return document.replaceAll(/([ \n](?:(?:form)?action|href|src|data-[a-z]+)=")\/(?!\/)/g, `$1${root}`)
}

/** Redirects to another page of this wiki. @param path begins with one slash */
export function redirect(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  status: 301 | 302 | 303,
): FastifyReply {
  return reply
    .code(status)
    .headers({ ...documentHeaders, location: rootOf(request) + path.slice(1) })
    .send()
}
