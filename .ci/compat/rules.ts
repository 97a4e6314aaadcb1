import { isUtf8 } from 'node:buffer'
import type { HttpAnswer, HttpRequest } from './exchange.ts'

export interface Pair {
  readonly request: HttpRequest
  readonly ours: HttpAnswer
  /** The original's answer. For HEAD, its answer to GET; for a redirect, the answer at its target. */
  readonly theirs: HttpAnswer
}

/** Every difference that the contract allows, with its reason; the first match counts. */
const differences: readonly {
  readonly reason: string
  readonly applies: (pair: Pair) => boolean
  readonly agrees: (pair: Pair) => boolean
}[] = [
  {
    reason: 'The original has no HEAD; ours has it wherever there is GET: the same answer without its body.',
    applies: ({ request }) => request.method === 'HEAD',
    agrees: ({ ours, theirs }) =>
      ours.body === '' && (theirs.status === 500 ? ours.status < 500 : sameHead(ours, theirs)),
  },
  {
    reason: 'An id that the database cannot hold made the original fail; ours has no such row.',
    applies: ({ request, theirs }) =>
      theirs.status === 500 &&
      request.method === 'GET' &&
      /^\/(?:users?|posts)\/./.test(request.target) &&
      !isList(request),
    agrees: ({ request, ours }) =>
      ours.status === 404 &&
      ours.body === `{"detail":"${request.target.startsWith('/posts') ? 'Post' : 'User'} not found"}`,
  },
  {
    reason: 'A page behind an id that the database cannot hold made the original fail; ours begins there nevertheless.',
    applies: ({ request, theirs }) => theirs.status === 500 && request.method === 'GET' && isList(request),
    agrees: ({ ours }) => ours.status === 200 && Array.isArray(JSON.parse(ours.body)),
  },
  {
    reason: 'The original fails on invalid UTF-8 that is not meant as JSON; ours cannot read it.',
    applies: ({ request, theirs, ours }) => theirs.status === 500 && request.method === 'POST' && ours.status === 400,
    agrees: ({ request, ours }) =>
      !isUtf8(request.body ?? Buffer.alloc(0)) && ours.body === '{"detail":"There was an error parsing the body"}',
  },
  {
    reason: 'Half a surrogate pair in UTF-16 is no text to ours, whatever stands around it; Python reads it.',
    applies: ({ request, ours }) => ours.status === 400 && isSpoiltUtf16(request.body ?? Buffer.alloc(0)),
    agrees: ({ ours }) => ours.body === '{"detail":"There was an error parsing the body"}',
  },
  {
    reason: 'A user_id that the database cannot hold made the original fail; ours has no such user.',
    applies: ({ request, theirs, ours }) =>
      theirs.status === 500 && request.target.startsWith('/posts') && ours.status === 404,
    agrees: ({ request, ours }) =>
      ours.body === '{"detail":"User not found"}' && /\d{10}|[eE]\+?1\d/.test(textOf(request)),
  },
  {
    reason:
      'Texts that PostgreSQL or UTF-8 cannot hold, numbers that JSON cannot print and echoes nested deeper than its encoder recurses made the original fail.',
    applies: ({ request, theirs }) => theirs.status === 500 && request.method === 'POST',
    agrees: ({ request, ours }) =>
      ours.status === 422 &&
      /\\u(?:0000|d[89a-f])|NaN|Infinity|[eE]\+?\d{3}|[[{]/i.test(textOf(request)) &&
      isListOfIssues(ours.body),
  },
  {
    reason:
      'A text that PostgreSQL or UTF-8 cannot hold: ours validates before it looks for the user, the original fails after.',
    applies: ({ request, theirs }) =>
      theirs.status === 404 && request.method === 'POST' && theirs.body === '{"detail":"User not found"}',
    agrees: ({ request, ours, theirs }) =>
      ours.status === 404
        ? ours.body === theirs.body
        : ours.status === 422 &&
          /\\u(?:0000|d[89a-f])/i.test(textOf(request)) &&
          ours.body.includes('"string_unicode"'),
  },
  {
    reason: 'The front page names our routes.',
    applies: ({ request, theirs }) => request.target.split('?')[0] === '/' && theirs.status === 200,
    agrees: ({ ours, theirs }) =>
      sameHead(ours, theirs) && frontPage(ours) === frontPage(theirs) && frontPage(ours) === 'User and Post API',
  },
]

/** Why the two answers disagree; undefined if they agree or their difference is allowed. */
export function disagreement(pair: Pair): string | undefined {
  const difference = differences.find(({ applies }) => applies(pair))
  if (difference !== undefined)
    return difference.agrees(pair) ? undefined : `not the difference that is allowed: ${difference.reason}`
  const { ours, theirs } = pair
  if (!sameHead(ours, theirs)) return 'status, Content-Type or Allow'
  return withoutInstants(ours.body) === withoutInstants(theirs.body) ? undefined : 'body'
}

function sameHead(ours: HttpAnswer, theirs: HttpAnswer): boolean {
  return (
    ours.status === theirs.status &&
    mediaType(ours) === mediaType(theirs) &&
    (ours.status !== 405 || allowsAll(ours, theirs))
  )
}

function mediaType(answer: HttpAnswer): string | undefined {
  return answer.headers.get('content-type')?.split(';', 1)[0]
}

/** The original lists only the methods of a path's first route; ours lists all. */
function allowsAll(ours: HttpAnswer, theirs: HttpAnswer): boolean {
  return ours.headers.has('allow') && allowed(theirs).every((method) => allowed(ours).includes(method))
}

function allowed(answer: HttpAnswer): string[] {
  return answer.headers.get('allow')?.split(', ') ?? []
}

/** The clocks differ; the format does not. */
function withoutInstants(body: string): string {
  return body.replaceAll(/"created_time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"/g, '"created_time":"…"')
}

function isList(request: HttpRequest): boolean {
  return /^\/(?:users|posts)(?:\/|%2F)*(?:\?|$)/.test(request.target)
}

function isSpoiltUtf16(body: Buffer): boolean {
  return !isUtf8(body) && body.includes(0) && !body.toString('utf16le').isWellFormed()
}

function textOf(request: HttpRequest): string {
  const body = request.body ?? Buffer.alloc(0)
  return `${body.toString('utf8')} ${body.toString('utf16le')}`
}

function isListOfIssues(body: string): boolean {
  const { detail } = JSON.parse(body) as { detail: unknown }
  return Array.isArray(detail) && detail.length > 0
}

function frontPage(answer: HttpAnswer): string {
  const { message, endpoints } = JSON.parse(answer.body) as { message: string; endpoints: unknown }
  return typeof endpoints === 'object' ? message : ''
}
