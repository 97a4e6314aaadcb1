import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fc } from '../support/fast-check.ts'
import { misfits, type Operation, operations } from '../support/api-description.ts'
import { createDatabase } from '../support/postgres.ts'
import { startService } from '../support/service-process.ts'

const scope = new AsyncDisposableStack()
const database = scope.use(await createDatabase())
const service = scope.use(await startService({ DATABASE_URL: database.url }))
after(() => scope.disposeAsync())

const headers = { 'content-type': 'application/json' }
await fetch(`${service.url}/users`, { method: 'POST', headers, body: '{"name":"Ada"}' })

/** Numbers in every spelling, and anything else that a URL may contain. */
const parameter = fc.oneof(
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.double().map(String),
  fc.constantFrom('0', '-0', '+1', '01', '1.0', '1_0', '%31', '%zz', '%', '%ff', '%00', '1e3', '', '9'.repeat(5_000)),
  fc.string({ unit: 'binary' }).map((text) => encodeURIComponent(text.toWellFormed())),
)

/** Without values that change the path. */
const pathParameter = parameter.filter((value) => !/^\.{0,2}$|%2F|^%2e/i.test(value))

const someHeaders = fc.record(
  {
    accept: fc.constantFrom('*/*', 'text/html', 'application/json', 'nonsense'),
    'accept-encoding': fc.constantFrom('identity', 'gzip', ''),
    'content-type': fc.constantFrom('application/json', 'application/vnd.api+json', 'text/plain', 'nonsense', '/'),
    'x-request-id': fc.oneof(fc.constantFrom('trace-1', 'a'.repeat(200)), fc.stringMatching(/^[!-~]{1,20}$/)),
    'if-none-match': fc.constantFrom('*', '"x"', 'W/"y", "z"', '"1"'),
    'if-match': fc.constantFrom('*', '"1"', 'W/"1"', '"0", "2"', 'nonsense', ''),
    'idempotency-key': fc.constantFrom('a', 'b', '', 'x'.repeat(256)),
  },
  { requiredKeys: [] },
)

const id = fc.oneof(fc.constant(1), fc.integer(), fc.double(), fc.constantFrom('1', ' 1 ', '1.5', true, null, 1e300))
const text = fc.string({
  unit: fc.oneof(fc.constant('\0'), fc.constant('\ud800'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
})

const body = fc.oneof(
  fc.record({ name: text, user_id: id, content: text }, { requiredKeys: [] }).map((value) => JSON.stringify(value)),
  fc
    .record(
      {
        user_id: id,
        title: text,
        content: text,
        path: text,
        tags: fc.array(text),
        summary: text,
        version: id,
        heading: text,
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
  fc
    .record({ name: fc.jsonValue(), user_id: fc.jsonValue(), content: fc.jsonValue() })
    .map((value) => JSON.stringify(value)),
  fc.json(),
  fc.json().chain((json) => fc.nat(json.length).map((length) => json.slice(0, length))),
  fc.string({ unit: 'binary' }),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  fc.nat(20_000).map((depth) => '['.repeat(depth)),
)

for (const operation of operations) {
  test(`whatever is sent to ${operation.operationId}, openapi.json describes its answer`, async () => {
    // A run is eight concurrent requests.
    const requests = fc.array(requestTo(operation), { minLength: 8, maxLength: 8 })
    const numRuns = operation.parameters.length > 0 || operation.hasBody ? 25 : 4
    await fc.assert(
      fc.asyncProperty(requests, async (sent) => {
        await Promise.all(sent.map((request) => answerFits(operation, request)))
      }),
      { numRuns },
    )
  })
}

interface GeneratedRequest {
  readonly target: string
  readonly init: RequestInit
}

async function answerFits(operation: Operation, { target, init }: GeneratedRequest): Promise<void> {
  const response = await fetch(service.url + target, init)
  const answer = { status: response.status, headers: response.headers, body: await response.text() }
  const said = `${init.method} ${target} ${JSON.stringify(init.body)?.slice(0, 200)} → ${answer.status} ${answer.body.slice(0, 200)}`
  assert.ok(answer.status < 500, said)
  assert.deepEqual(misfits(operation, answer), [], said)
}

function requestTo(operation: Operation): fc.Arbitrary<GeneratedRequest> {
  const values = Object.fromEntries(
    operation.parameters.map((one) => [one.name, one.in === 'path' ? pathParameter : fc.option(parameter)]),
  )
  return fc
    .record({
      values: fc.record(values),
      headers: someHeaders,
      body: operation.hasBody ? body : fc.constant(undefined),
    })
    .map(({ values, headers, body }) => ({
      target: target(operation, values),
      init: { method: operation.method, headers, ...(body !== undefined && { body }) },
    }))
}

function target({ path, parameters }: Operation, values: Readonly<Record<string, string | null>>): string {
  const query = parameters.flatMap(({ name, in: place }) =>
    place === 'query' && typeof values[name] === 'string' ? [`${name}=${values[name]}`] : [],
  )
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '1')
  return query.length > 0 ? `${filled}?${query.join('&')}` : filled
}
