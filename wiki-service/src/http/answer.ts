import type { FastifyReply } from 'fastify'

/** The answer to a request, as finished text. */
export interface Answer {
  readonly status: number
  readonly json: string | Buffer
  /** In addition to those that every answer has; lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
  /** Default: JSON. */
  readonly contentType?: string
}

export const jsonContentType = 'application/json; charset=utf-8'

export function ok(json: string | Buffer): Answer {
  return { status: 200, json }
}

/** An answer with a reason, in FastAPI's form. */
export function detail(status: number, text: string, headers?: Answer['headers']): Answer {
  return { status, json: JSON.stringify({ detail: text }), ...(headers && { headers }) }
}

export const userNotFound = detail(404, 'User not found')
export const postNotFound = detail(404, 'Post not found')

export function send(
  reply: FastifyReply,
  { status, json, headers, contentType = jsonContentType }: Answer,
): FastifyReply {
  if (headers) reply.headers(belowPrefix(headers, reply.request.pathPrefix))
  return reply.code(status).header('content-type', contentType).send(json)
}

/**
 * `Link`, `Location` and `Content-Location` hold paths of this service. A client behind a proxy that strips a prefix
 * needs the prefix back.
 */
function belowPrefix(headers: NonNullable<Answer['headers']>, prefix: string): Answer['headers'] & object {
  if (prefix === '') return headers
  const { link, location, 'content-location': contentLocation } = headers
  return {
    ...headers,
    ...(link !== undefined && { link: link.replaceAll('</', `<${prefix}/`) }),
    ...(location?.startsWith('/') && { location: prefix + location }),
    ...(contentLocation?.startsWith('/') && { 'content-location': prefix + contentLocation }),
  }
}
