import { problemKinds } from '../src/http/problems.ts'

const requestIdHeader = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } }

/** Whether a declared answer is a problem. */
export function isProblem(schema: object): boolean {
  return JSON.stringify(schema).includes('application/problem+json')
}

/** Name of the shared answer with this status. */
export function problemName(status: string): string {
  return `Problem${status}`
}

/** For each status, the possible problems. */
export const problemResponses: Readonly<Record<string, object>> = {
  ...Object.fromEntries(
    [...new Set(Object.values(problemKinds).map(({ status }) => String(status)))].map((status) => [
      problemName(status),
      problemResponse(Object.entries(problemKinds).filter(([, kind]) => String(kind.status) === status)),
    ]),
  ),
  NotAcceptedProblem: problemResponse(
    Object.entries(problemKinds).filter(([name]) =>
      /^(?:bad-request|not-signed-in|not-allowed|not-found|method-not-allowed|timeout)$/.test(name),
    ),
  ),
}

type Kind = readonly [
  name: string,
  kind: { readonly status: number; readonly title: string; readonly explanation: string },
]

function problemResponse(kinds: readonly Kind[]): object {
  const isUnavailable = kinds.some(([, { status }]) => status === 503)
  return {
    description: kinds.map(([name, { explanation }]) => `\`${name}\`: ${explanation}`).join('\n\n'),
    headers: {
      ...requestIdHeader,
      ...(isUnavailable && { 'Retry-After': { $ref: '#/components/headers/Retry-After' } }),
    },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          kinds.map(([name, { status, title }]) => [
            name,
            { value: { type: `/problems/${name}`, title, status, detail: `${title}.` } },
          ]),
        ),
      },
    },
  }
}
