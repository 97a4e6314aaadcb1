import * as Type from 'typebox'
import { ok } from './answer.ts'
import type { ProblemRoutes } from './problem-routes.ts'
import { problemAnswers } from './problem-schema.ts'
import { problem, problemKinds } from './problems.ts'

/** The page behind the `type` of a problem: what happened, and what a client can do. */
export function explanationRoutes(routes: ProblemRoutes): void {
  routes.add('GET', '/problems', listProblems, () => ok(JSON.stringify([...explanations.values()])))

  routes.add('GET', '/problems/:name', getProblem, ({ params }) => {
    const explanation = explanations.get(params['name'] ?? '')
    return explanation === undefined ? unknown : ok(JSON.stringify(explanation))
  })
}

const explanations = new Map(
  Object.entries(problemKinds).map(([name, { status, title, explanation }]) => [
    name,
    { type: `/problems/${name}`, title, status, explanation },
  ]),
)

const unknown = problem('not-found', 'There is no such kind of problem.')

const { 404: missing } = problemAnswers.reading

const Explanation = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  explanation: Type.String(),
})

const listProblems = {
  operationId: 'listProblems',
  tags: ['service'],
  summary: 'List the kinds of problems',
  response: { 200: Type.Array(Explanation) },
}

const getProblem = {
  operationId: 'getProblem',
  tags: ['service'],
  summary: 'Explain a kind of problem',
  params: Type.Object({ name: Type.String({ description: 'Last segment of the type of a problem.' }) }),
  response: { 200: Explanation, 404: missing },
}
