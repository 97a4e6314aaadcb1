import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fc, seed } from '../support/fast-check.ts'
import { createDatabase } from '../support/postgres.ts'
import { converse, type Exchange, type RawAnswer } from '../support/raw-http.ts'
import { startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { rawRequests } from './raw-requests.ts'

const scope = new AsyncDisposableStack()
const database = scope.use(await createDatabase())
const service = scope.use(await startService({ DATABASE_URL: database.url, NODE_OPTIONS: '--max-semi-space-size=4' }))
after(() => scope.disposeAsync())

const runs = Number(process.env['FUZZ_RUNS'] ?? 2_000)
const clients = 300

/** After each request, so that the server closes unless it still waits for more. */
const last = 'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

test(
  'mangled requests get a 4xx of the contract, and whatever was stored was answered',
  { timeout: 120_000 },
  async () => {
    const requests = fc.sample(rawRequests(), { numRuns: runs, seed }).values()
    using open = new DisposableStack()
    const conversations: { readonly request: string; readonly heard: () => Exchange }[] = []
    const client = async (): Promise<void> => {
      for (const request of requests) {
        const conversation = open.use(await converse(service.url, Buffer.from(request + last, 'latin1')))
        conversations.push({ request, heard: conversation.heard })
        // Late bytes from the server still arrive.
        await conversation.closedOrSilent(200)
      }
    }
    await Promise.all(Array.from({ length: clients }, client))

    await until(`all that was stored is answered, FUZZ_SEED=${seed}`, async () => {
      const answers = conversations.flatMap(({ heard }) => heard().answers)
      const metrics = await (await fetch(`${service.url}/metrics`)).text()
      const rows = answers.map(rowIn)
      return (
        answers.length > runs &&
        numbers(rows.map(({ id }) => id)).size === sample(metrics, 'users_created_total') &&
        numbers(rows.map(({ post_id: id }) => id)).size === sample(metrics, 'posts_created_total')
      )
    })
    for (const { request, heard } of conversations) {
      const { answers, rest } = heard()
      const said = `FUZZ_SEED=${seed}: ${JSON.stringify(request.slice(0, 3_000))} → ${JSON.stringify({ answers, rest }).slice(0, 2_000)}`
      assert.equal(rest, '', said)
      for (const answer of answers) assert.ok(isOfContract(answer, request), said)
    }
    assert.deepEqual(
      service.log.filter((line) => line['level'] === 'error'),
      [],
    )
  },
)

function isOfContract({ status, headers, body }: RawAnswer, request: string): boolean {
  if (status === 200 || status === 304) return true
  if (![400, 404, 405, 408, 413, 422, 431].includes(status)) return false
  // A browser gets a page.
  if (request.includes('text/html') && /^text\/html\b/.test(headers['content-type'] ?? '')) return true
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return false
  const { detail } = JSON.parse(body) as { detail?: unknown }
  return (status === 422 ? Array.isArray(detail) : typeof detail === 'string') && (status !== 405 || 'allow' in headers)
}

/** The row in an answer, whether new or requested. */
function rowIn({ status, body }: RawAnswer): { readonly id?: unknown; readonly post_id?: unknown } {
  return status === 200 && body.startsWith('{') ? (JSON.parse(body) as { id?: unknown; post_id?: unknown }) : {}
}

function numbers(ids: readonly unknown[]): ReadonlySet<unknown> {
  return new Set(ids.filter((id) => typeof id === 'number'))
}

function sample(metrics: string, name: string): number {
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1])
}
