import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figuresOf } from '../../proof/figures.ts'
import type { Ended } from '../../proof/load/order.ts'

const times = { beginAt: 10_000, faultAt: 11_000, healedAt: 13_000, endAt: 14_000 }

/** Ten per second along each path; requests sent in the second after the fault are answered at its end. */
const requests = ['ingress', 'service'].flatMap((path) =>
  Array.from({ length: 40 }, (_, index): Ended => {
    const at = times.beginAt + index * 100
    const waits = at >= 11_000 && at < 12_000
    return { path, kind: 'read', at, latencyMs: waits ? 12_000 - at : 5 }
  }),
)

test('a request counts in the window in which it was sent, with its whole wait', () => {
  const { latency, paths } = figuresOf(requests, times)
  assert.deepEqual(latency.before, { p50Ms: 5, p99Ms: 5 })
  assert.equal(latency.during.p99Ms, 1_000)
  assert.deepEqual(latency.after, { p50Ms: 5, p99Ms: 5 })
  assert.deepEqual(paths.ingress, { sent: 40, failed: {}, longestGapSeconds: 1 })
})

test('the timeline distinguishes when requests were sent and when they were answered', () => {
  const { timeline } = figuresOf(requests, times)
  assert.deepEqual(timeline.during, [1, 3])
  assert.equal(timeline.good.length, 16)
  assert.equal(sum(timeline.good.slice(4, 8)), 20)
  assert.equal(sum(timeline.answered.slice(4, 8)), 0)
  assert.equal(Math.max(...timeline.longestMs), 1_000)
})

test('failures are counted by kind, and are not good answers', () => {
  const failing = requests.map((request) =>
    request.path === 'service' && request.at >= 13_000 ? { ...request, failure: '502' } : request,
  )
  const { paths } = figuresOf(failing, times)
  assert.deepEqual(paths.service.failed, { 502: 10 })
  // From the last good answer to the end.
  assert.ok(paths.service.longestGapSeconds >= 1)
  assert.deepEqual(paths.ingress.failed, {})
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
