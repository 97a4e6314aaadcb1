import assert from 'node:assert/strict'
import { type Api, startApi } from '../support/api.ts'
import { type ServiceProcess, startService } from '../support/service-process.ts'

interface TwoReplicas extends AsyncDisposable {
  readonly api: Api
  readonly replica: ServiceProcess
  /** Sends a write of the only user, Ana. */
  readonly send: (
    method: string,
    path: string,
    body: object,
    headers?: Readonly<Record<string, string>>,
    url?: string,
  ) => Promise<{ readonly id: number; readonly version: number }>
}

/** Two replicas of the service on one database of their own. */
export async function startTwoReplicas(): Promise<TwoReplicas> {
  const scope = new AsyncDisposableStack()
  const api = scope.use(await startApi())
  const replica = scope.use(await startService({ DATABASE_URL: api.databaseUrl }))
  await api.post('/users', { name: 'Ana' })
  const send = async (method: string, path: string, body: object, headers = {}, url = api.url) => {
    const answer = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ user_id: 1, ...body }),
    })
    assert.ok(answer.ok, await answer.clone().text())
    return (await answer.json()) as { id: number; version: number }
  }
  return { api, replica, send, [Symbol.asyncDispose]: () => scope.disposeAsync() }
}
