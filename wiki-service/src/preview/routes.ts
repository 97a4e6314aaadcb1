import * as Type from 'typebox'
import { ok } from '../http/answer.ts'
import type { ProblemRoutes } from '../http/problem-routes.ts'
import { problemAnswers } from '../http/problem-schema.ts'
import { readFields, tooLarge } from '../pages/request.ts'
import { isTooLarge } from '../pages/schema.ts'
import type { PageHtml } from './page-html.ts'

/** POST /preview: renders a text. Stores nothing. */
export function previewRoutes(routes: ProblemRoutes, html: PageHtml): void {
  routes.add('POST', '/preview', preview, async (request) => {
    const { content, path } = readFields(request, (fields) => ({
      content: fields.require('content', fields.text('content')),
      path: fields.path(),
    }))
    if (isTooLarge(content ?? '')) return tooLarge('content')
    return ok(JSON.stringify({ html: await html(content ?? '', path ?? '', request.root, request.deadline) }))
  })
}

const { 400: malformed, 413: large, 422: invalid, 503: unavailable } = problemAnswers.creating

const preview = {
  operationId: 'preview',
  tags: ['pages'],
  summary: 'Show what a text looks like as a page',
  body: Type.Object({
    content: Type.String({ description: 'Markdown, at most 1 MiB in UTF-8.' }),
    path: Type.Optional(
      Type.String({ description: 'Path of the page, now or later: the base of its relative links.' }),
    ),
  }),
  response: {
    200: Type.Object({ html: Type.String({ description: 'The same as the text/html form of GET /pages/{id}.' }) }),
    400: malformed,
    413: large,
    422: invalid,
    503: unavailable,
  },
}
