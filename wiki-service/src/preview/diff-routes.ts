import * as Type from 'typebox'
import { ok } from '../http/answer.ts'
import type { ProblemRoutes } from '../http/problem-routes.ts'
import { problemAnswers } from '../http/problem-schema.ts'
import { problem } from '../http/problems.ts'
import { Unavailable } from '../database/unavailable.ts'
import type { Markdown } from '../markdown/markdown.ts'
import { pageNotFound } from '../pages/answers.ts'
import { isHidden } from '../pages/hidden.ts'
import { readNumber } from '../pages/list-query.ts'
import { readId } from '../pages/request.ts'
import type { PageStore } from '../pages/store.ts'

/**
 * GET /pages/{id}/diff: the changes from one version to another. Default for `to`: the current version; for `from`: the
 * version before `to`.
 */
export function diffRoutes(routes: ProblemRoutes, pages: Pick<PageStore, 'at' | 'current'>, markdown: Markdown): void {
  routes.add('GET', '/pages/:id/diff', diffPage, async (request) => {
    const { deadline } = request
    const id = readId(request)
    const given = { from: readNumber(request, 'from'), to: readNumber(request, 'to') }
    const current = given.to === undefined ? await pages.current(id, deadline) : undefined
    if (given.to === undefined && current === undefined) return pageNotFound
    const to = given.to ?? current?.page.version ?? 0
    const from = given.from ?? Math.max(1, to - 1)
    const [older, newer] = await Promise.all([from, to].map((version) => pages.at(id, version, deadline)))
    if (older === undefined || newer === undefined || (await isHidden(pages, id, request))) return noVersion
    const diff = await markdown.diff(older.page.content, newer.page.content, deadline)
    if (diff.kind === 'busy') throw new Unavailable('queue_full')
    const { granularity, hunks, truncated } = diff
    return ok(JSON.stringify({ from, to, granularity, hunks, ...(truncated && { truncated }) }))
  })
}

const noVersion = problem('version-not-found', 'There is no page with this id, or it has no such version.')

const text = Type.String()
const Words = Type.Array(
  Type.Object({ kind: Type.Union(['same', 'added', 'removed'].map((kind) => Type.Literal(kind))), text }),
  { description: 'For a changed line: the words of both texts.' },
)
const line = Type.Integer({ minimum: 1, description: 'Number of the first line in this text.' })

const Diff = Type.Object({
  from: Type.Integer({ minimum: 1 }),
  to: Type.Integer({ minimum: 1 }),
  granularity: Type.Union([Type.Literal('words'), Type.Literal('lines')], {
    description: '`lines` if comparing words would have taken too long.',
  }),
  hunks: Type.Array(
    Type.Object({
      from_line: line,
      to_line: line,
      lines: Type.Array(
        Type.Object({
          kind: Type.Union(['same', 'added', 'removed', 'changed'].map((kind) => Type.Literal(kind))),
          text: Type.String({ description: 'Without its line feed; for a changed line, the newer text.' }),
          words: Type.Optional(Words),
        }),
      ),
    }),
    { description: 'Differences with up to three unchanged lines around each.' },
  ),
  truncated: Type.Optional(
    Type.Boolean({ description: 'True if there are more differences than one answer lists: 10,000 lines or 2 MiB.' }),
  ),
})

const diffPage = {
  operationId: 'diffPage',
  tags: ['pages'],
  summary: 'Compare two versions of a page',
  params: Type.Object({ id: Type.Integer({ description: 'Id of the page.' }) }),
  querystring: Type.Object({
    from: Type.Optional(Type.Integer({ description: 'Default: the version before `to`.' })),
    to: Type.Optional(Type.Integer({ description: 'Default: the current version.' })),
  }),
  response: { 200: Diff, ...problemAnswers.reading },
}
