import { pageOperations } from './page-operations.ts'
import { searchOperations } from './search-operations.ts'
import { ada, grace, hello, reply } from './examples.ts'

export interface OperationProse {
  readonly description: string
  /** By parameter name. */
  readonly parameters?: Readonly<Record<string, { readonly description?: string; readonly example?: unknown }>>
  readonly requestExamples?: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>
  readonly responses: Readonly<Record<string, ResponseProse>>
}

export interface ResponseProse {
  readonly description: string
  readonly headers?: Readonly<Record<string, object>>
  /** Default: application/json. */
  readonly contentType?: string
  readonly example?: unknown
}

const conflictExplained = {
  type: '/problems/precondition-required',
  title: 'If-Match is required',
  status: 428,
  explanation: 'A change of a page must name the version that it is based on.',
}
const pageExamples = { limit: { example: 20 }, after: { example: 0 } }
const retryAfter = { 'Retry-After': { $ref: '#/components/headers/Retry-After' } }

/**
 * By operationId, what the declarations of the routes do not say. A status without an entry gets the answer that routes
 * share.
 */
export const operations: Readonly<Record<string, OperationProse>> = {
  createUser: {
    description: 'Stores a user and returns it with its id. Sent twice, the request creates two users.',
    requestExamples: {
      name: { summary: 'A name', value: { name: 'Ada Lovelace' } },
      text: { summary: 'Any text will do', value: { name: '👩‍🚀 "Ada" <ada@example.org>\n' } },
    },
    responses: { 200: { description: 'The user, stored.', example: ada } },
  },
  listUsers: {
    description: 'A page of users, oldest first.',
    parameters: pageExamples,
    responses: { 200: page('users', [ada, grace]) },
  },
  getUser: {
    description: 'One user, by id.',
    parameters: { id: { description: 'Id of the user.', example: 1 } },
    responses: { 200: { description: 'The user.', example: ada }, 404: missing('User') },
  },
  getUserSingular: {
    description: 'The same as `GET /users/{id}`; the original service had only the singular.',
    parameters: { id: { description: 'Id of the user.', example: 1 } },
    responses: { 200: { description: 'The user.', example: ada }, 404: missing('User') },
  },
  createPost: {
    description: 'Stores a post of a user and returns it with its id. Sent twice, the request creates two posts.',
    requestExamples: {
      hello: { summary: 'A post of user 1', value: { user_id: 1, content: 'Hello, world' } },
      lax: { summary: 'The id may come as text', value: { user_id: '1', content: '' } },
    },
    responses: { 200: { description: 'The post, stored.', example: hello }, 404: missing('User') },
  },
  listPosts: {
    description: 'A page of posts, oldest first.',
    parameters: pageExamples,
    responses: { 200: page('posts', [hello, reply]) },
  },
  getPost: {
    description: 'One post, by id.',
    parameters: { id: { description: 'Id of the post (`post_id`).', example: 1 } },
    responses: { 200: { description: 'The post.', example: hello }, 404: missing('Post') },
  },
  ...pageOperations,
  listProblems: {
    description: 'Every kind of problem that routes of the wiki return (RFC 9457), and what a client can do about it.',
    responses: { 200: { description: 'The kinds.', example: [conflictExplained] } },
  },
  getProblem: {
    description: 'The target of the `type` of a problem.',
    parameters: { name: { example: 'precondition-required' } },
    responses: { 200: { description: 'The kind.', example: conflictExplained } },
  },
  ...searchOperations,
  live: {
    description:
      'Answers as long as the process works, whatever the state of the database. If it does not answer, restart the process.',
    responses: { 200: { description: 'It does.', example: { status: 'alive' } } },
  },
  startup: {
    description: 'Becomes and remains 200 once the database has been reached and its tables are up to date.',
    responses: {
      200: { description: 'It has.', example: { status: 'started' } },
      503: { description: 'Not yet.', headers: retryAfter, example: { detail: 'Starting' } },
    },
  },
  ready: {
    description:
      'Tells whether to send requests to this replica. A short outage of the database does not make it unready, because requests wait.',
    responses: {
      200: { description: 'Send requests.', example: { status: 'ready' } },
      503: {
        description:
          'Send requests to another replica: the database has been down for too long, or this replica is about to stop.',
        headers: retryAfter,
        example: {
          detail: 'Database not ready',
          reason: 'connect ECONNREFUSED 10.0.0.7:5432',
          since: '2026-11-23T03:39:24.349Z',
        },
      },
    },
  },
  metrics: {
    description:
      'In the text format of Prometheus. `users_created_total` and `posts_created_total` are those of the whole cluster, the same on every replica: aggregate them with `max`, never with `sum`.',
    responses: {
      200: {
        description: 'The metrics.',
        contentType: 'text/plain',
        example:
          '# HELP users_created_total Total number of users created\n# TYPE users_created_total counter\nusers_created_total 2\n',
      },
    },
  },
  frontPage: {
    description: 'Lists the routes. A client whose Accept names `text/html` gets the home page of the wiki.',
    responses: {
      200: {
        description: 'The routes.',
        example: { message: 'User and Post API', endpoints: { 'POST /users': 'Create a new user' } },
      },
      304: { description: 'The home page matches `If-None-Match`.' },
    },
  },
  apiPage: {
    description: 'This description as a page, with a form for each route. Loads nothing from other sites.',
    responses: { 200: { description: 'The page.' } },
  },
  openApi: {
    description: 'This description, for client generators and other tools.',
    responses: {
      200: { description: 'An OpenAPI 3.1 document.', headers: { ETag: { $ref: '#/components/headers/ETag' } } },
      304: { description: 'The page matches `If-None-Match`.' },
    },
  },
}

function page(resource: string, example: unknown): ResponseProse {
  return {
    description: `The ${resource} of this page; empty after the last page.`,
    headers: { Link: { $ref: '#/components/headers/Link' } },
    example,
  }
}

function missing(resource: 'User' | 'Post'): ResponseProse {
  return { description: `There is no such ${resource.toLowerCase()}.`, example: { detail: `${resource} not found` } }
}
