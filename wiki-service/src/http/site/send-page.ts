import type { FastifyReply } from 'fastify'
import type { Markup } from '../../web/html.ts'

/** What a page may load: nothing from other sites, and no inline scripts or styles. */
export const contentPolicies = {
  withoutScript: policy("style-src 'self'"),
  withScript: policy("style-src 'self'", "script-src 'self'", "connect-src 'self'"),
} as const

export function sendPage(reply: FastifyReply, page: Markup, contentPolicy: string): FastifyReply {
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    })
    .send(page.text)
}

function policy(...directives: readonly string[]): string {
  const always = ["img-src 'self' data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]
  return ["default-src 'none'", ...directives, ...always].join('; ')
}
