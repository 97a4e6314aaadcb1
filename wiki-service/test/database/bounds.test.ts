import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '../../src/config.ts'
import { bounds } from '../../src/database/bounds.ts'

test('each wait for the database is shorter than the one that contains it', () => {
  const { requestDeadlineMs } = readConfig({})
  assert.ok(bounds.lockTimeoutMs < bounds.statementTimeoutMs)
  assert.ok(bounds.statementTimeoutMs < bounds.queryTimeoutMs)
  assert.ok(bounds.retryMinMs < bounds.retryMaxMs)
  // A connection falls silent, the next one is refused, and there is time for a third attempt.
  assert.ok(2 * (bounds.queryTimeoutMs + bounds.connectTimeoutMs + bounds.retryMaxMs) < requestDeadlineMs)
})

test('the shortest possible deadline leaves time for an attempt that hangs and one that works', () => {
  const leastMs = Number(/from (\d+) to/.exec(problemOf({ REQUEST_DEADLINE_SECONDS: '0' }))?.[1]) * 1000
  assert.ok(bounds.queryTimeoutMs + bounds.connectTimeoutMs + bounds.retryMaxMs < leastMs)
})

test('the return of a database is noticed within one and a half seconds, and its silence before callers give up', () => {
  assert.ok(bounds.connectTimeoutMs + bounds.reconnectMaxMs <= 1_500)
  assert.ok(bounds.probeIntervalMs + bounds.probeTimeoutMs < bounds.queryTimeoutMs)
})

test('the grace period of a pod covers the longest stop', () => {
  const { drainMs, drainLimitMs, requestDeadlineMs } = readConfig({})
  assert.ok(drainMs < drainLimitMs)
  // Kubernetes waits 30 s by default.
  assert.ok(drainLimitMs + requestDeadlineMs + 2 * bounds.closeTimeoutMs + 5_000 <= 30_000)
})

function problemOf(environment: Record<string, string>): string {
  try {
    readConfig(environment)
    return ''
  } catch (error) {
    return String(error)
  }
}
