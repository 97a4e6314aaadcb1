import * as Type from 'typebox'

/** A problem of RFC 9457; its type determines its further members. */
export const ProblemDetails = Type.Object({
  type: Type.String({ description: 'A path that explains this kind of problem.' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
})

const problem = { content: { 'application/problem+json': { schema: ProblemDetails } } }

/** The problems that routes of the wiki may answer, grouped by what the routes do. */
export const problemAnswers = {
  reading: { 404: problem, 422: problem, 503: problem },
  listing: { 422: problem, 503: problem },
  creating: { 400: problem, 404: problem, 409: problem, 413: problem, 422: problem, 503: problem },
  changing: { 400: problem, 404: problem, 409: problem, 412: problem, 413: problem, 422: problem, 503: problem },
  replacing: {
    400: problem,
    404: problem,
    409: problem,
    412: problem,
    413: problem,
    422: problem,
    428: problem,
    503: problem,
  },
} as const
