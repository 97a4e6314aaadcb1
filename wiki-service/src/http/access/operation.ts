import type { FastifyRequest } from 'fastify'
import { addressOf } from '../../web/routes/page-address.ts'
import { namesHtml } from '../site/names-html.ts'

/** The policy's name for a request: its method and route, except where one route does several things. */
export function operationOf(route: string, request: FastifyRequest): string {
  const { method, headers } = request
  const operation = `${method === 'HEAD' ? 'GET' : method} ${route}`
  if (operation === 'GET /' && namesHtml(headers.accept)) return 'GET / as HTML'
  if (operation !== 'GET /wiki/*') return operation
  const { action = '' } = addressOf(request)
  return formActions.has(action) ? `${operation}/-/${action}` : operation
}

/** Actions of a page's address, after `/-/`, that lead to a form. */
const formActions: ReadonlySet<string> = new Set(['edit', 'merge', 'move', 'preview'])
