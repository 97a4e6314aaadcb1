import * as Type from 'typebox'

/** Path parameter of routes for one row. */
export const RowId = Type.Object({ id: Type.Integer({ description: 'Id of the row, at least 1.' }) })
export type RowId = Type.Static<typeof RowId>

/** Query of list routes: a keyset page. */
export const PageQuery = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Rows to a page.' }),
  after: Type.Integer({ default: 0, description: 'The page begins after the row with this id.' }),
  settled: Type.Boolean({
    default: false,
    description:
      'Whether the list ends before the first row after which a row with a lower id may still appear. To follow a list by requesting ' +
      'what is `after` the last id seen, set this to true: ids are assigned before a row is committed, so that a row may appear in the ' +
      'plain list after rows with higher ids.',
  }),
})
export type PageQuery = Type.Static<typeof PageQuery>

export const Detail = Type.Object({ detail: Type.String() })

// Type.Record would say the same, but pulls in a hundred kilobytes.
const textsAndNumbers = Type.Object({}, { additionalProperties: Type.Union([Type.String(), Type.Number()]) })

export const ValidationIssues = Type.Object({
  detail: Type.Array(
    Type.Object({
      type: Type.String(),
      loc: Type.Array(Type.Union([Type.String(), Type.Integer()])),
      msg: Type.String(),
      input: Type.Unknown({ description: 'What was sent.' }),
      ctx: Type.Optional(textsAndNumbers),
    }),
  ),
})

/** Answers that any route may give in addition to its own. */
export const refusals = { 422: ValidationIssues, 503: Detail } as const
export const bodyRefusals = { ...refusals, 400: Detail, 413: Detail } as const
