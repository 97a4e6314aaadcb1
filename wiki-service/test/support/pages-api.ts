import assert from 'node:assert/strict'
import createClient, { type Client } from 'openapi-fetch'
import { misfits, operations } from './api-description.ts'
import { type Api, startApi } from './api.ts'
import type { paths } from './api-types.ts'

export interface PagesApi extends AsyncDisposable {
  /** As a client sees it; every answer is compared with openapi.json. */
  readonly client: Client<paths, 'application/json'>
  readonly api: Api
  /** Answers so far: `operationId status`. */
  readonly given: ReadonlySet<string>
}

/** The service with two users, ids 1 and 2. */
export async function startPagesApi(environment: Readonly<Record<string, string>> = {}): Promise<PagesApi> {
  const api = await startApi(environment)
  for (const name of ['Ada', 'Grace']) await api.post('/users', { name })
  const given = new Set<string>()
  return { api, given, client: checkedClient(api.url, given), [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() }
}

export function checkedClient(url: string, given: Set<string> = new Set()): Client<paths, 'application/json'> {
  const client = createClient<paths, 'application/json'>({ baseUrl: url, redirect: 'manual' })
  client.use({
    async onResponse({ schemaPath, request, response }) {
      const operation = operations.find(({ path, method }) => path === schemaPath && method === request.method)
      assert.ok(operation, `${request.method} ${schemaPath} is not described`)
      const { status, headers } = response
      const answer = { status, headers, body: await response.clone().text() }
      assert.deepEqual(misfits(operation, answer), [], `${operation.operationId} answered ${status} ${answer.body}`)
      given.add(`${operation.operationId} ${status}`)
      return undefined
    },
  })
  return client
}

/** `If-Match` for a version. */
export function ifMatch(version: number): { readonly 'If-Match': string } {
  return { 'If-Match': `"${version}"` }
}
