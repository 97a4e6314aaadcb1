import * as Type from 'typebox'
import { problemAnswers } from '../http/problem-schema.ts'
import { searchLimits } from './request.ts'

const Parts = Type.Array(
  Type.Object({
    text: Type.String(),
    match: Type.Boolean({ description: 'Whether this is a match.' }),
  }),
)

/** A result as clients see it. */
const FoundPage = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  path: Type.String(),
  title: Type.String(),
  tags: Type.Array(Type.String()),
  version: Type.Integer({ minimum: 1 }),
  updated_time: Type.String({ format: 'date-time' }),
  updated_by: Type.Integer({ minimum: 1 }),
  title_parts: Parts,
  excerpt: Parts,
})

const { minimum, maximum, default: usual } = searchLimits.results

export const searchPages = {
  operationId: 'searchPages',
  tags: ['pages'],
  summary: 'Search pages',
  querystring: Type.Object({
    q: Type.String({ maxLength: searchLimits.query, description: 'Words, "phrases", -without, one OR another.' }),
    in: Type.Optional(
      Type.Union([Type.Literal('pages'), Type.Literal('titles')], {
        default: 'pages',
        description: '`titles` searches titles and paths by their beginning or a part, for suggestions while typing.',
      }),
    ),
    under: Type.Optional(Type.String({ description: 'The page at this path and all pages below it.' })),
    by: Type.Optional(Type.Integer({ description: 'Pages that this user created, or was the last to change.' })),
    tag: Type.Optional(Type.String({ maxLength: searchLimits.tag })),
    limit: Type.Optional(Type.Integer({ minimum, maximum, default: usual, description: 'Results to answer.' })),
    after: Type.Optional(
      Type.Integer({ minimum: 0, default: 0, description: 'Number of results to skip; `Link` sets it.' }),
    ),
  }),
  response: {
    200: {
      content: {
        'application/json': { schema: Type.Array(FoundPage) },
        'text/html': { schema: Type.String({ description: 'The page of results that browsers show.' }) },
      },
    },
    304: Type.Null(),
    ...problemAnswers.listing,
  },
}
