import * as Type from 'typebox'
import { problemAnswers } from '../../http/problem-schema.ts'
import { Change, pageLimits, Page, PageSummary, Revision, RevisionSummary, TrashedPage, WantedPage } from '../schema.ts'

const user_id = Type.Integer({ description: 'Id of the author.' })
const summary = Type.Optional(
  Type.String({ maxLength: pageLimits.summary, description: 'What was changed and why, in one line.' }),
)

const title = Type.String({
  minLength: 1,
  maxLength: pageLimits.title,
  description: 'One line; leading and trailing spaces are removed.',
})
const content = Type.String({ description: 'Markdown, at most 1 MiB in UTF-8; stored and returned unchanged.' })
const path = Type.Optional(Type.String({ description: 'If omitted, derived from the title.' }))
const tags = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: pageLimits.tag }), { maxItems: pageLimits.tags }),
)

/** A complete page as a client sends it. */
export const NewPage = Type.Object({ user_id, title, content, path, tags, summary })

const { reading, listing, creating, changing, replacing } = problemAnswers

const id = Type.Integer({ description: 'Id of the page.' })
const limit = Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Rows per part of the list.' })

const IfMatch = Type.String({
  description: 'ETag of the version that the change is based on, such as `"7"`; `*` for any.',
})
const IdempotencyKey = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 255,
    description:
      'Identifies the request: if it is repeated within 24 hours with the same body, it gets the first answer.',
  }),
)
const KeyHeader = Type.Object({ 'Idempotency-Key': IdempotencyKey })
// Required, but its absence has an answer of its own: 428.
const ChangeHeaders = Type.Object({ 'If-Match': Type.Optional(IfMatch), 'Idempotency-Key': IdempotencyKey })

const ReadHeaders = Type.Object({
  'If-None-Match': Type.Optional(Type.String({ description: 'Known ETags: 304 if one of them matches the page.' })),
})
const inAnyForm = {
  content: {
    'application/json': { schema: Page },
    'text/markdown': { schema: Type.String({ description: 'The source.' }) },
    'text/html': { schema: Type.String({ description: 'The rendered page, without a document around it.' }) },
  },
}

const PageId = Type.Object({ id })
const merge = Type.Optional(Type.Literal('clean', { description: 'Store a merge without conflicts.' }))

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
  headers: ReadHeaders,
  response: { 200: inAnyForm, 304: Type.Null(), ...reading },
}

const { 422: _invalid, ...readingByPath } = reading

export const getPageByPath = {
  operationId: 'getPageByPath',
  tags: ['pages'],
  summary: 'Get a page by its path',
  params: Type.Object({
    path: Type.String({ description: 'Path of the page; slashes need not be escaped.' }),
  }),
  headers: ReadHeaders,
  response: { 200: inAnyForm, 301: Type.Object({ location: Type.String() }), 304: Type.Null(), ...readingByPath },
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

export const PartOfPage = Type.Object({
  user_id,
  title: Type.Optional(title),
  content: Type.Optional(content),
  path,
  tags: Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
  summary,
})

export const patchPage = {
  operationId: 'patchPage',
  tags: ['pages'],
  summary: 'Change parts of a page',
  params: PageId,
  querystring: Type.Object({ merge }),
  headers: ChangeHeaders,
  body: PartOfPage,
  response: { 200: Page, ...replacing },
}

export const replacePageAt = {
  operationId: 'replacePageAt',
  tags: ['pages'],
  summary: 'Create or replace the page at a path',
  params: getPageByPath.params,
  querystring: Type.Object({ merge }),
  headers: Type.Object({
    'If-Match': Type.Optional(IfMatch),
    'If-None-Match': Type.Optional(Type.Literal('*', { description: 'Create the page if there is none.' })),
    'Idempotency-Key': IdempotencyKey,
  }),
  body: NewPage,
  response: { 200: Page, 201: Page, ...replacing },
}

export const Deletion = Type.Object({ user_id, summary })

export const deletePage = {
  operationId: 'deletePage',
  tags: ['pages'],
  summary: 'Move a page to the trash',
  params: PageId,
  headers: ChangeHeaders,
  body: Deletion,
  response: { 200: Page, ...changing },
}

export const Restoration = Type.Object({
  user_id,
  version: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'The version to return to; default: the page as it was deleted.',
    }),
  ),
  path: Type.Optional(Type.String({ description: 'Another path, if the former one is taken.' })),
  summary,
})

export const restorePage = {
  operationId: 'restorePage',
  tags: ['pages'],
  summary: 'Restore a page from the trash, or an earlier version',
  params: PageId,
  headers: ChangeHeaders,
  body: Restoration,
  response: { 200: Page, ...changing },
}

export const Relocation = Type.Object({
  user_id,
  path: Type.String({ description: 'The new path.' }),
  with_children: Type.Optional(Type.Boolean({ description: 'Whether the pages below it move as well.' })),
  summary,
})

export const movePage = {
  operationId: 'movePage',
  tags: ['pages'],
  summary: 'Move a page, and the pages below it',
  params: PageId,
  headers: ChangeHeaders,
  body: Relocation,
  response: {
    200: Type.Interface([Page], { moved: Type.Optional(Type.Integer({ description: 'Pages that were moved.' })) }),
    ...changing,
  },
}

export const Addition = Type.Object({
  user_id,
  content: Type.String({ description: 'Begins on its own line.' }),
  heading: Type.Optional(
    Type.String({
      description:
        'Visible text of a heading, without markup: append to its section instead of the page. If several have it, the first one counts.',
    }),
  ),
  summary,
})

export const appendToPage = {
  operationId: 'appendToPage',
  tags: ['pages'],
  summary: 'Append to a page',
  params: PageId,
  headers: KeyHeader,
  body: Addition,
  response: { 200: Page, ...creating },
}

const under = Type.Optional(Type.String({ description: 'The page at this path and all pages below it.' }))
const after = Type.Optional(Type.String({ description: 'Where the part begins; `Link` sets it.' }))
const position = (description: string) => Type.Optional(Type.Integer({ description }))

export const listPages = {
  operationId: 'listPages',
  tags: ['pages'],
  summary: 'List pages',
  querystring: Type.Object({
    under,
    tag: Type.Optional(Type.String({ description: 'Pages with this tag.' })),
    sort: Type.Optional(
      Type.Union([Type.Literal('path'), Type.Literal('changed')], {
        description: 'By path, or most recently changed first.',
      }),
    ),
    limit,
    after,
  }),
  response: { 200: Type.Array(PageSummary), ...listing },
}

export const listTrash = {
  operationId: 'listTrash',
  tags: ['pages'],
  summary: 'List the pages in the trash, most recently deleted first',
  querystring: Type.Object({ limit, after: position('Where the part begins; `Link` sets it.') }),
  response: { 200: Type.Array(TrashedPage), ...listing },
}

export const listChanges = {
  operationId: 'listChanges',
  tags: ['pages'],
  summary: 'List changes of all pages',
  querystring: Type.Object({
    after: position('Forwards from this position; 0 is the beginning. If omitted, the newest change comes first.'),
    before: position('Back from this position.'),
    by: Type.Optional(Type.Integer({ description: 'Changes by this user.' })),
    under: Type.Optional(
      Type.String({ description: 'Changes of pages that were at or below this path at that time.' }),
    ),
    limit,
  }),
  response: { 200: Type.Array(Change), ...listing },
}

export const listWanted = {
  operationId: 'listWanted',
  tags: ['pages'],
  summary: 'List paths that have links but no page',
  querystring: Type.Object({ limit, after }),
  response: { 200: Type.Array(WantedPage), ...listing },
}

export const listOrphans = {
  operationId: 'listOrphans',
  tags: ['pages'],
  summary: 'List pages that no other page links to',
  querystring: Type.Object({ limit, after }),
  response: { 200: Type.Array(PageSummary), ...listing },
}

export const listBacklinks = {
  operationId: 'listBacklinks',
  tags: ['pages'],
  summary: 'List the pages that link to a page',
  params: PageId,
  querystring: Type.Object({ limit, after }),
  response: { 200: Type.Array(PageSummary), ...reading },
}
