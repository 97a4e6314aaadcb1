import { createDatabase } from './postgres.ts'
import { startService } from './service-process.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

export interface Api extends AsyncDisposable {
  readonly url: string
  readonly databaseUrl: string
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Sends a value as JSON, or a text unchanged. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** With a body, sends it as JSON. */
  send(method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>
}

/** The service on its own database, as its clients see it. */
export async function startApi(environment: Readonly<Record<string, string>> = {}, program?: string): Promise<Api> {
  const scope = new AsyncDisposableStack()
  const database = scope.use(await createDatabase())
  const { url } = scope.use(await startService({ DATABASE_URL: database.url, ...environment }, program))
  const send = (method: string, path: string, options: RequestInit = {}): Promise<Answer> =>
    fetch(`${url}${path}`, { method, redirect: 'error', ...options }).then(answer)
  const json = { 'content-type': 'application/json' }
  return {
    url,
    databaseUrl: database.url,
    get: (path, headers = {}) => send('GET', path, { headers }),
    post: (path, body, headers = json) =>
      send('POST', path, { headers, body: typeof body === 'string' ? body : JSON.stringify(body) }),
    send: (method, path, body, headers = {}) =>
      send(method, path, body && { headers: { ...json, ...headers }, body: JSON.stringify(body) }),
    [Symbol.asyncDispose]: () => scope.disposeAsync(),
  }
}

async function answer(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== ''
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? (JSON.parse(text) as unknown) : undefined,
  }
}
