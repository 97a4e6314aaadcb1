import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startService } from '../support/service-process.ts'

test('a request waits for the database as long as configured, even more than a minute', async () => {
  const nowhere = 'postgres://wiki@127.0.0.1:1/wiki'
  await using service = await startService({ DATABASE_URL: nowhere, REQUEST_DEADLINE_SECONDS: '63' })
  // Node's HTTP server answers the second one.
  const answers = ['/users/1', '/users/1?a=%20'].map(async (path) => {
    const started = performance.now()
    const { status } = await fetch(`${service.url}${path}`)
    return { status, seconds: (performance.now() - started) / 1000 }
  })
  for (const { status, seconds } of await Promise.all(answers)) {
    assert.equal(status, 503)
    assert.ok(seconds > 62 && seconds < 80, `${seconds} s`)
  }
})
