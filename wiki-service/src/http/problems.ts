import type { Answer } from './answer.ts'

/** Thrown while a request is read, before it has any effect. Becomes its answer. */
export class Problem extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super('the request is refused')
    this.answer = answer
  }
}

interface ProblemKind {
  readonly status: number
  readonly title: string
  /** For /problems/…: what happened, and what a client can do. */
  readonly explanation: string
}

/** Every problem that a route of the wiki answers (RFC 9457), by the last segment of its type. */
export const problemKinds = {
  'malformed-body': {
    status: 400,
    title: 'The body cannot be read',
    explanation:
      'The body is not JSON in a Unicode encoding, is nested more than 967 levels deep, or has more than 20,000 values. Send a JSON object.',
  },
  'malformed-header': {
    status: 400,
    title: 'A header cannot be read',
    explanation:
      'If-Match must be * or a list of entity tags such as "7"; Idempotency-Key must have 1 to 255 visible ASCII characters. The member `header` names the header.',
  },
  'bad-request': { status: 400, title: 'Bad request', explanation: 'The request violates the rules of HTTP.' },
  'not-signed-in': {
    status: 401,
    title: 'Authentication is required',
    explanation:
      'The wiki requires an account, and the request carries no valid credentials. Send a token as `Authorization: Bearer …`, or sign in with a browser. Tokens that have expired or were revoked are not valid.',
  },
  'not-allowed': {
    status: 403,
    title: 'The request is not allowed',
    explanation:
      'The role of the account, or the scope of the token, does not allow this request, whether or not what it names exists. Only admins write in the name of another user.',
  },
  'not-found': { status: 404, title: 'There is no such route', explanation: 'The API has no route with this path.' },
  'page-not-found': {
    status: 404,
    title: 'There is no such page',
    explanation:
      'No page has this id or path, or the page is in the trash. For a path, `similar` lists pages with similar paths or titles.',
  },
  'user-not-found': {
    status: 404,
    title: 'There is no such user',
    explanation: 'The member user_id names a user who does not exist. Create the user first.',
  },
  'version-not-found': {
    status: 404,
    title: 'There is no such version',
    explanation: 'The page has no version with this number. GET /pages/{id}/revisions lists its versions.',
  },
  'heading-not-found': {
    status: 404,
    title: 'There is no such heading',
    explanation: 'No heading of the page has this text, so nothing was appended.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The path does not support this method',
    explanation: 'The header Allow lists the methods that the path supports.',
  },
  'path-taken': {
    status: 409,
    title: 'Another page has this path',
    explanation:
      'The member `path` names the path and `page_id` the page that has it. Choose another path, or move that page first.',
  },
  'plain-post': {
    status: 409,
    title: 'This is a plain post',
    explanation: 'The post has no title, so it is not a page yet. Give it a title with PUT or PATCH first.',
  },
  'not-in-trash': {
    status: 409,
    title: 'The page is not in the trash',
    explanation:
      'The page is not in the trash, so it cannot be restored from it. To return to an earlier version, name the version.',
  },
  'move-into-itself': {
    status: 409,
    title: 'A page cannot move below itself',
    explanation: 'A page cannot move with its children to a path below its own.',
  },
  conflict: {
    status: 412,
    title: 'The page has changed',
    explanation:
      'If-Match does not name the current version of the page, which `current` contains. If the version that you know exists, `base` is that version, and `merge` is the three-way merge of base, your change and current. Resolve its conflicts, if there are any, and store its content with If-Match of the current version. With ?merge=clean the service stores a clean merge itself.',
  },
  'page-exists': {
    status: 412,
    title: 'There is a page at this path',
    explanation: 'If-None-Match: * creates a page only if there is none at the path. `current` is the existing page.',
  },
  'too-large': {
    status: 413,
    title: 'Too much text',
    explanation:
      'The member that `member` names has more than `limit` bytes in UTF-8. For a body as a whole, `limit` is 4 MiB.',
  },
  invalid: {
    status: 422,
    title: 'Values are invalid',
    explanation:
      'Each item of `errors` names a member or parameter, what is wrong with it and, if there is one, the limit.',
  },
  'key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    explanation:
      'The same author sent this key to the same URL with another body or If-Match within 24 hours. Use a new key for a new request.',
  },
  'too-many-pages': {
    status: 422,
    title: 'Too many pages to move at once',
    explanation:
      'There are more pages below this one, or more text in them, than one move supports. `limit` is the maximum number of pages. Move the parts first.',
  },
  'precondition-required': {
    status: 428,
    title: 'If-Match is required',
    explanation:
      'A change of a page must name the version that it is based on, so that it overwrites no other change: send If-Match with the ETag that you received. To create a page at a path, send If-None-Match: *.',
  },
  timeout: { status: 408, title: 'The request took too long', explanation: 'The request did not arrive in time.' },
  unavailable: {
    status: 503,
    title: 'Not available now',
    explanation:
      'The database was down for longer than a request may wait, or the service is overloaded. Retry after Retry-After.',
  },
} as const satisfies Record<string, ProblemKind>

export type ProblemType = keyof typeof problemKinds

const problemContentType = 'application/problem+json; charset=utf-8'

/** @param members in addition to `type`, `title`, `status` and `detail` */
export function problem(
  type: ProblemType,
  detail: string,
  members: Readonly<Record<string, unknown>> = {},
  headers: Answer['headers'] = {},
): Answer {
  const { status, title } = problemKinds[type]
  return {
    status,
    json: JSON.stringify({ type: `/problems/${type}`, title, status, detail, ...members }),
    headers,
    contentType: problemContentType,
  }
}

/** An invalid value of a request. */
export interface Fault {
  readonly member: string
  readonly detail: string
  readonly limit?: number
}

export function invalid(faults: readonly Fault[]): Answer {
  const [first] = faults
  return problem('invalid', first === undefined ? '' : `${first.member}: ${first.detail}`, { errors: faults })
}

/** Turns an answer of the form `{"detail": …}` into a problem. */
export function asProblem({ status, json, headers }: Answer): Answer {
  const { detail } = JSON.parse(json.toString()) as { readonly detail?: unknown }
  return problem(typesByStatus[status] ?? 'bad-request', typeof detail === 'string' ? `${detail}.` : '', {}, headers)
}

const typesByStatus: Readonly<Record<number, ProblemType>> = {
  401: 'not-signed-in',
  403: 'not-allowed',
  404: 'not-found',
  405: 'method-not-allowed',
  408: 'timeout',
  413: 'too-large',
  422: 'invalid',
  503: 'unavailable',
}

/** Whether errors at this path or route template are answered as problems. */
export function answersProblems(path: string): boolean {
  return /^\/(?:pages|changes|wanted|orphans|trash|search|preview|problems)(?:[/?]|$)/.test(path)
}
