import { ProblemDetails } from '../src/http/problem-schema.ts'
import { Detail, ValidationIssues } from '../src/http/schema.ts'
import { Addition, Deletion, NewPage, PartOfPage, Relocation, Restoration } from '../src/pages/routes/schemas.ts'
import { Change, Page, PageSummary, Revision, RevisionSummary, TrashedPage, WantedPage } from '../src/pages/schema.ts'
import { NewPost, Post } from '../src/posts/schema.ts'
import { NewUser, User } from '../src/users/schema.ts'
import { problemResponses } from './problems.ts'

/** Name of a shared schema, looked up by identity. */
export function nameOf(schema: object): string | undefined {
  return Object.entries(schemas).find(([, [own]]) => own === schema)?.[0]
}

const instant = {
  description: 'When it was created: RFC 3339, UTC, with microseconds.',
  pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$`,
}

const schemas: Readonly<Record<string, readonly [schema: object, description: string, properties?: object]>> = {
  User: [
    User,
    'A user. Several users may have the same name; the id identifies a user.',
    {
      id: { description: 'Ids count up from 1, in the order of creation.' },
      name: { description: 'The text as it was sent.' },
      created_time: instant,
    },
  ],
  NewUser: [NewUser, 'The members to create a user. Others are ignored, even an `id`.'],
  Post: [
    Post,
    'A post. Its id is called `post_id`.',
    {
      post_id: { description: 'Ids count up from 1, in the order of creation.' },
      content: { description: 'The text as it was sent.' },
      user_id: { description: 'Who wrote it.' },
      created_time: instant,
    },
  ],
  NewPost: [NewPost, 'The members to create a post. Others are ignored, even an `id`.'],
  Page: [Page, 'A page, or a plain post, which has neither title nor path.'],
  NewPage: [NewPage, 'The members to create or replace a page.'],
  PartOfPage: [PartOfPage, 'Members to change; omitted ones keep their values. Null clears the tags.'],
  Addition: [Addition, 'Text to add to a page.'],
  Relocation: [Relocation, 'Where a page moves.'],
  Deletion: [Deletion, 'The author of the deletion, and the reason.'],
  Restoration: [Restoration, 'What to restore.'],
  PageSummary: [PageSummary, 'A page in a list.'],
  TrashedPage: [TrashedPage, 'A page in the trash, with its former path.'],
  Change: [Change, 'An entry of the log of changes.'],
  WantedPage: [WantedPage, 'A path that has links but no page.'],
  RevisionSummary: [RevisionSummary, 'A version of a page, without its content.'],
  Revision: [Revision, 'A version of a page.'],
  Problem: [ProblemDetails, 'Why a request was not executed (RFC 9457). Further members depend on the type.'],
  Detail: [Detail, 'Why a request was not answered, in a short sentence.'],
  ValidationIssues: [ValidationIssues, 'All faults of the values of a request.'],
}

const requestIdHeader = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } }

export const components = {
  schemas: Object.fromEntries(
    Object.entries(schemas).map(([name, [schema, description, properties]]) => [
      name,
      { description, ...withProperties(schema, properties) },
    ]),
  ),
  headers: {
    'X-Request-Id': {
      description:
        'Identifies this request in the log. If the client sends one that is a short plain word, it is kept.',
      schema: { type: 'string', pattern: String.raw`^[\w.:/+=-]{1,128}$`, examples: ['k3v9x2ab-1f'] },
    },
    'Retry-After': {
      description: 'Seconds to wait before a retry.',
      required: true,
      schema: { type: 'string', pattern: String.raw`^\d+$`, examples: ['1'] },
    },
    Link: {
      description: 'Where the next page is (RFC 8288, relative). Absent on the last page.',
      schema: {
        type: 'string',
        pattern: String.raw`^</[^?>]+\?[^>]+>; rel="next"$`,
        examples: ['</posts?limit=50&after=50>; rel="next"'],
      },
    },
    SearchLink: {
      description:
        'Further results (`rel="next"`), and the same search with known words instead of unknown ones (`rel="related"`, its text in `title*`). Absent if there is neither.',
      schema: {
        type: 'string',
        pattern: String.raw`^</search\?[^>]+>; rel="(?:next"|related"; title\*=UTF-8''\S+)(?:, </search\?[^>]+>; rel="related"; title\*=UTF-8''\S+)?$`,
        examples: [`</search?q=onboarding&limit=20>; rel="related"; title*=UTF-8''onboarding`],
      },
    },
    Allow: {
      description: 'With 405: the methods that the path supports.',
      schema: { type: 'string', examples: ['GET, HEAD, POST'] },
    },
    ETag: { description: 'Changes when the file does.', schema: { type: 'string' } },
    Version: {
      description: 'The version of the page, for If-Match.',
      required: true,
      schema: { type: 'string', pattern: String.raw`^"\d+"$`, examples: ['"7"'] },
    },
    Location: { description: 'Where it is.', required: true, schema: { type: 'string', examples: ['/pages/1'] } },
  },
  responses: {
    ...problemResponses,
    Unreadable: refusal('The body is not valid UTF-8, or nested too deeply.', {
      undecodable: 'There was an error parsing the body',
    }),
    TooLarge: refusal('The body is larger than 4 MiB.', { large: 'Request body is too large' }),
    Invalid: {
      description: 'Values are missing or of another type. Lists every fault, in the order of the schema.',
      headers: requestIdHeader,
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/ValidationIssues' },
          examples: {
            missing: issue({ type: 'missing', loc: ['body', 'name'], msg: 'Field required', input: {} }),
            text: issue({
              type: 'int_parsing',
              loc: ['path', 'id'],
              msg: 'Input should be a valid integer, unable to parse string as an integer',
              input: 'abc',
            }),
            broken: issue({
              type: 'json_invalid',
              loc: ['body', 9],
              msg: 'JSON decode error',
              input: {},
              ctx: { error: 'Expecting value' },
            }),
          },
        },
      },
    },
    Unavailable: refusal(
      'The database was down for longer than a request may wait, or the service is overloaded. Retry after Retry-After.',
      { away: 'Database not available', overloaded: 'Service overloaded' },
      { 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
    ),
    NotAccepted: refusal(
      'The request does not reach the route: 400 if it is not HTTP, 404 for an unknown path, 405 for a method that the path does not support, 408 for an incomplete request, 431 for headers over 16 KiB.',
      { unknownPath: 'Not Found', wrongMethod: 'Method Not Allowed', malformed: 'Bad Request' },
      { Allow: { $ref: '#/components/headers/Allow' } },
    ),
  },
}

function withProperties(schema: object, words: object | undefined): object {
  const copy = structuredClone(JSON.parse(JSON.stringify(schema)) as { properties: Record<string, object> })
  for (const [name, more] of Object.entries(words ?? {})) copy.properties[name] = { ...copy.properties[name], ...more }
  return copy
}

function refusal(description: string, examples: Readonly<Record<string, string>>, headers: object = {}): object {
  return {
    description,
    headers: { ...requestIdHeader, ...headers },
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Detail' },
        examples: Object.fromEntries(Object.entries(examples).map(([name, detail]) => [name, { value: { detail } }])),
      },
    },
  }
}

function issue(item: object): object {
  return { value: { detail: [item] } }
}
