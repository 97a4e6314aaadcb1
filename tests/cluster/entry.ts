import assert from 'node:assert/strict'
import { request } from 'node:http'

const entry = new URL(process.env['WIKI_CLUSTER_URL'] ?? 'http://127.0.0.1:8080')

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

export interface Question {
  readonly method?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A request through the cluster's ingress, for the release at `host`. Rejects after 35 s without an answer. */
export function ask(
  host: string,
  path: string,
  { method = 'GET', body, headers = {} }: Question = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' }
    const { hostname, port } = entry
    const options = { hostname, port, path, method, headers: { ...headers, ...json, host }, timeout: 35_000 }
    const outgoing = request(options, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString() }),
      )
    })
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer within 35 s`)))
    outgoing.on('error', reject)
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/** The same for a JSON answer that must be a success. */
export async function askJson<T>(host: string, path: string, question: Question = {}): Promise<T> {
  const { status, text } = await ask(host, path, question)
  assert.equal(status, 200, `${path}: ${status} ${text.slice(0, 300)}`)
  return JSON.parse(text) as T
}

/** Everything that clients of the wiki can read; comparing two results shows whether anything was lost. */
export async function contents(host: string): Promise<object> {
  const users = await askJson<readonly object[]>(host, '/users?limit=200')
  const posts = await askJson<readonly object[]>(host, '/posts?limit=200')
  const { text } = await ask(host, '/metrics')
  const counters = text.split('\n').filter((line) => /^(users|posts)_created_total /.test(line))
  return { users, posts, counters }
}

export const administrator = { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` }
