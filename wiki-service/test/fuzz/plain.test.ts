import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { fc, seed } from '../support/fast-check.ts'
import { createDatabase } from '../support/postgres.ts'
import { converse, type RawAnswer } from '../support/raw-http.ts'
import { startService } from '../support/service-process.ts'
import { until } from '../support/until.ts'
import { rawRequests } from './raw-requests.ts'

const scope = new AsyncDisposableStack()
const database = scope.use(await createDatabase())
const service = scope.use(await startService({ DATABASE_URL: database.url }))
after(() => scope.disposeAsync())

const runs = Number(process.env['FUZZ_RUNS'] ?? 500)
const clients = 100

/** No page extends beyond them to rows that the requests themselves create. */
const someRows = Array.from({ length: 200 }, (_, index) => index)

const last = 'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
/** After an empty line, which has no meaning, a request goes to Node's HTTP server. */
const emptyLine = '\r\n'

test('a plain request gets the same answer as from the HTTP server', { timeout: 120_000 }, async () => {
  await Promise.all(someRows.map((row) => create('/users', { name: `user ${row}` })))
  await Promise.all(someRows.map((row) => create('/posts', { user_id: 1, content: `post ${row}` })))
  const requests = fc.sample(rawRequests(), { numRuns: runs, seed }).values()
  const client = async (): Promise<void> => {
    for (const request of requests) await assertSame(request)
  }
  await Promise.all(Array.from({ length: clients }, client))
})

/** Sends it on two connections; on one of them it goes to Node's HTTP server. */
async function assertSame(request: string): Promise<void> {
  using plain = await converse(service.url, '')
  using full = await converse(service.url, emptyLine)
  const said = (): readonly (readonly object[])[] => [
    plain.heard().answers.map(comparable),
    full.heard().answers.map(comparable),
  ]
  // An incomplete request continues in the bytes sent next.
  for (const bytes of [request, last]) {
    for (const conversation of [plain, full]) conversation.say(Buffer.from(bytes, 'latin1'))
    await Promise.all([plain, full].map((conversation) => conversation.closedOrSilent(50, alive)))
  }
  const isSame = (): boolean => isDeepStrictEqual(...(said() as [object[], object[]]))
  await until('the slower one has caught up', isSame, 5_000).catch(() => {})
  const [first, second] = said()
  assert.deepEqual(first, second, `FUZZ_SEED=${seed}: ${JSON.stringify(request.slice(0, 3_000))}`)
}

/** Without what differs between any two answers. */
function comparable({ status, headers, body }: RawAnswer): object {
  const { date, 'x-request-id': requestId, 'content-length': length, ...others } = headers
  const isNew = requestId !== 'fuzz'
  return {
    status,
    headers: { ...others, date: typeof date, length: typeof length, requestId: isNew ? 'new' : requestId },
    body: /^[[{]/.test(body) ? withoutNewRows(body) : 'a page',
  }
}

/** Without ids and times of the created rows: each of the two requests has created its own. */
function withoutNewRows(json: string): string {
  return json
    .replaceAll(/"(?:post_)?id":(\d+)/g, (text, id) => (Number(id) > someRows.length ? 'new' : text))
    .replaceAll(/"created_time":"[^"]+"/g, '')
}

async function create(path: string, value: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await fetch(service.url + path, { method: 'POST', headers, body: JSON.stringify(value) })
}

async function alive(): Promise<void> {
  await (await fetch(`${service.url}/health/live`)).text()
}
