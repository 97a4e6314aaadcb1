import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { aboutPage } from '../../src/http/site/about-page-markup.ts'
import { createDatabase } from '../support/postgres.ts'
import { exchange } from '../support/raw-http.ts'
import { startService } from '../support/service-process.ts'

const scope = new AsyncDisposableStack()
const database = scope.use(await createDatabase())
const service = scope.use(await startService({ DATABASE_URL: database.url, DASHBOARD_PATH: '/grafana/d/wiki' }))
after(() => scope.disposeAsync())

test('the front page is JSON unless Accept names text/html', async () => {
  const typeFor = async (accept: string, method = 'GET'): Promise<string> => {
    const { status, headers } = await fetch(service.url, { method, headers: { accept } })
    assert.equal(status, 200)
    assert.match(headers.get('vary') ?? '', /^Accept(,|$)/)
    return headers.get('content-type')?.split(';', 1)[0] ?? ''
  }
  for (const accept of [
    '*/*',
    'application/json',
    'text/*',
    'text/html;q=0',
    'text/htmlx',
    'application/json;x="text/html',
  ]) {
    assert.equal(await typeFor(accept), 'application/json', accept)
  }
  for (const accept of ['text/html', 'TEXT/HTML;q=0.5, */*', 'application/xml, text/html ;charset=utf-8']) {
    assert.equal(await typeFor(accept), 'text/html', accept)
    assert.equal(await typeFor(accept, 'HEAD'), 'text/html', accept)
  }
  const { message, endpoints } = (await (await fetch(service.url)).json()) as {
    message: string
    endpoints: Record<string, string>
  }
  assert.equal(message, 'User and Post API')
  for (const route of ['POST /users', 'POST /posts', 'GET /user/{id}', 'GET /posts/{id}', 'GET /metrics']) {
    assert.ok(endpoints[route], route)
  }
})

test('the front page refuses in JSON unless Accept names text/html', async () => {
  const refusal = async (accept: string): Promise<string> => {
    const request = `GET / HTTP/1.1\r\nHost: one\r\nHost: two\r\n${accept}\r\n`
    const [answer] = (await exchange(service.url, request, { answers: 1 })).answers
    assert.equal(answer?.status, 400)
    return answer.headers['content-type']?.split(';', 1)[0] ?? ''
  }
  assert.equal(await refusal(''), 'application/json')
  assert.equal(await refusal('Accept: text/html\r\n'), 'text/html')
  const metrics = await (await fetch(`${service.url}/metrics`)).text()
  assert.match(metrics, /^http_request_duration_seconds_count\{method="GET",route="\/",status="400"\} 2$/m)
})

test('the page about this server shows the number of creations, and a dash while it is unknown', async () => {
  await using cutOff = await startService({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' })
  const page = async (origin: string): Promise<string> => (await fetch(`${origin}/wiki/-/about`)).text()
  const headers = { 'content-type': 'application/json' }
  for (const name of ['Ada', 'Grace']) {
    await fetch(`${service.url}/users`, { method: 'POST', headers, body: JSON.stringify({ name }) })
  }
  await fetch(`${service.url}/posts`, { method: 'POST', headers, body: '{"user_id":1,"content":""}' })
  assert.deepEqual(numbers(await page(service.url)), ['2', '1'])
  assert.match(await page(service.url), /href="\/grafana\/d\/wiki"/)
  const asked = performance.now()
  const without = await page(cutOff.url)
  assert.ok(performance.now() - asked < 2_000)
  assert.deepEqual(numbers(without), ['–', '–'])
  assert.doesNotMatch(without, /Dashboard/)
})

test('every page forbids what it does not need, and no value is read as markup', async () => {
  for (const path of ['/', '/wiki/-/about', '/docs', '/docs/']) {
    const { headers, status } = await fetch(service.url + path, { headers: { accept: 'text/html' } })
    const policy = headers.get('content-security-policy') ?? ''
    assert.equal(status, 200)
    const forms = path === '/' ? "form-action 'self'" : "form-action 'none'"
    for (const needed of ["default-src 'none'", "base-uri 'none'", forms, "frame-ancestors 'none'"]) {
      assert.ok(policy.includes(needed), `${path}: ${needed}`)
    }
    assert.doesNotMatch(policy, /unsafe|\*|https?:/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.match(headers.get('referrer-policy') ?? '', /^(no-referrer|same-origin)$/)
  }
  const hostile = `http://x/"'><script>alert(1)</script>&amp;`
  const { text } = aboutPage({
    counts: { users: 1e9, posts: 0 },
    dashboardPath: hostile,
    origin: hostile,
    root: hostile,
  })
  assert.doesNotMatch(text, /<script|"'>/)
  assert.match(text, /1,000,000,000/)
  // curl supports --json only since 7.82, which Debian 11 and RHEL 9 do not have.
  assert.doesNotMatch(text, /--json/)
})

function numbers(page: string): string[] {
  return [...page.matchAll(/<dd>(?:<span[^>]*>)?([^<]+)/g)].map(([, number = '']) => number)
}
