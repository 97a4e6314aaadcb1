import * as Type from 'typebox'
import { problemAnswers } from '../../http/problem-schema.ts'
import { pageLimits, Page, Revision, RevisionSummary } from '../schema.ts'

const user_id = Type.Integer({ description: 'Id of the user who writes.' })
const summary = Type.Optional(
  Type.String({ maxLength: pageLimits.summary, description: 'What was changed, and why, in one line.' }),
)

const title = Type.String({
  minLength: 1,
  maxLength: pageLimits.title,
  description: 'One line; spaces at its ends are removed.',
})
const content = Type.String({ description: 'Markdown, at most 1 MiB in UTF-8; stored and given back as it is.' })
const path = Type.Optional(Type.String({ description: 'Made from the title when it is left out.' }))
const tags = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: pageLimits.tag }), { maxItems: pageLimits.tags }),
)

/** A page as a client sends it whole. */
export const NewPage = Type.Object({ user_id, title, content, path, tags, summary })

const { reading, creating, replacing } = problemAnswers

const id = Type.Integer({ description: 'Id of the page.' })
const limit = Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Rows to a part of the list.' })

const IfMatch = Type.String({ description: 'ETag of the version that was changed, such as `"7"`; `*` for any.' })
const IdempotencyKey = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 255,
    description: 'Names the request: sent again within 24 hours with the same body, it is answered as the first time.',
  }),
)
const KeyHeader = Type.Object({ 'Idempotency-Key': IdempotencyKey })
// Required, but by an answer of its own: 428.
const ChangeHeaders = Type.Object({ 'If-Match': Type.Optional(IfMatch), 'Idempotency-Key': IdempotencyKey })

const PageId = Type.Object({ id })
const merge = Type.Optional(Type.Literal('clean', { description: 'Store a merge that has no conflict.' }))

export const createPage = {
  operationId: 'createPage',
  tags: ['pages'],
  summary: 'Create a page',
  headers: KeyHeader,
  body: NewPage,
  response: { 201: Page, ...creating },
}

export const getPage = {
  operationId: 'getPage',
  tags: ['pages'],
  summary: 'Get a page by its id',
  params: PageId,
  response: { 200: Page, ...reading },
}

export const getPageByPath = {
  operationId: 'getPageByPath',
  tags: ['pages'],
  summary: 'Get a page by its path',
  params: Type.Object({
    path: Type.String({ description: 'Path of the page; its slashes may be written as they are.' }),
  }),
  response: { 200: Page, 301: Type.Object({ location: Type.String() }), ...reading },
}

export const replacePage = {
  operationId: 'replacePage',
  tags: ['pages'],
  summary: 'Replace a page',
  params: PageId,
  querystring: Type.Object({ merge }),
  headers: ChangeHeaders,
  body: NewPage,
  response: { 200: Page, ...replacing },
}

export const listRevisions = {
  operationId: 'listRevisions',
  tags: ['pages'],
  summary: 'List the versions of a page, newest first',
  params: PageId,
  querystring: Type.Object({
    limit,
    after: Type.Optional(Type.Integer({ description: 'The part begins with the version before this one.' })),
  }),
  response: { 200: Type.Array(RevisionSummary), ...reading },
}

export const getRevision = {
  operationId: 'getRevision',
  tags: ['pages'],
  summary: 'Get a version of a page',
  params: Type.Object({ id, version: Type.Integer({ description: 'Number of the version.' }) }),
  response: { 200: Revision, ...reading },
}
