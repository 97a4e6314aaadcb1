import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Expectation } from '../../proof/fault.ts'
import type { Ended } from '../../proof/load/order.ts'
import { problemsOf } from '../../proof/verdict.ts'

const good: Ended = { path: 'service', kind: 'read', at: 5_000, latencyMs: 2 }
const healedAt = 8_000

test('a run without failures has no problems', () => {
  assert.deepEqual(problems({ failures: 'none' }, [good]), [])
})

test('a failure is a problem, unless the fault allows this kind', () => {
  const refused = { ...good, kind: 'post', failure: '503' } as const
  assert.deepEqual(problems({ failures: 'none' }, [refused]), ['failed requests: 1 × post through the service: 503'])
  assert.deepEqual(problems({ failures: 'refused writes' }, [refused, { ...refused, kind: 'edit' }]), [])
  assert.match(problems({ failures: 'refused writes' }, [{ ...refused, kind: 'read' }]).join(), /read through/)
  assert.match(problems({ failures: 'refused writes' }, [{ ...refused, failure: '500' }]).join(), /500/)
  assert.deepEqual(problems({ failures: 'ingress' }, [{ ...refused, path: 'ingress' }]), [])
  assert.match(problems({ failures: 'ingress' }, [refused]).join(), /service/)
})

test('when a process is killed, only its own requests may fail, and refused connections where there is no proxy', () => {
  const cut = { ...good, path: 'ingress', failure: '502' }
  const cutLater = { ...cut, at: 6_000 }
  const refused = { ...good, at: 6_000, failure: 'ECONNREFUSED' }
  assert.deepEqual(problems({ failures: 'cut' }, [cut, { ...cut, at: 5_050 }, { ...cut, latencyMs: 400 }, refused]), [])
  assert.match(problems({ failures: 'cut' }, [cut, cutLater]).join(), /1 × read through the ingress: 502/)
})

test('after a fault nothing may fail, whatever the fault allows', () => {
  const late = { ...good, at: healedAt + 1, failure: '503' }
  assert.match(problems({ failures: 'outage' }, [late]).join(), /after it was over/)
})

test('wrong rows, counters, restarts and gaps are problems', () => {
  const wrong = {
    rows: { acknowledged: 9, found: 8, lost: 1, doubled: 2, unanswered: 0 },
    counters: { users: { counter: 3, rows: 3 }, posts: { counter: 7, rows: 6 } },
    apiRestarts: 1,
    outageSeconds: 3,
    paths: { ingress: path(4.9), service: path(5.1) },
  }
  assert.deepEqual(problemsOf({ failures: 'none', gapWithinOutage: true }, { ...found, ...wrong }, [], healedAt), [
    '1 acknowledged rows are lost',
    '2 texts are stored more than once',
    'posts: the counter says 7 where there are 6',
    'service: no good answer for 5.1 s, the database was down for 3.0 s',
    'containers of the API started again: 1',
  ])
})

test('wrong edits are problems', () => {
  const edits = { acknowledged: 9, found: 7, lost: 2, doubled: 1, unanswered: 0, gaps: 3 }
  assert.deepEqual(problemsOf({ failures: 'none' }, { ...found, edits }, [], healedAt), [
    '2 acknowledged edits are lost',
    '1 edits are stored more than once',
    'the versions of 3 pages have gaps',
  ])
})

test('a gap may not be longer than the fault allows', () => {
  const gaps = { paths: { ingress: path(8.2), service: path(7.9) } }
  assert.deepEqual(problemsOf({ failures: 'none', gapAtMost: 8 }, { ...found, ...gaps }, [], healedAt), [
    'ingress: no good answer for 8.2 s, more than 8 s',
  ])
})

const percentiles = { p50Ms: 1, p99Ms: 2 }
const found = {
  paths: { ingress: path(0), service: path(0) },
  latency: { before: percentiles, during: percentiles, after: percentiles },
  outageSeconds: 0,
  rows: { acknowledged: 9, found: 9, lost: 0, doubled: 0, unanswered: 0 },
  edits: { acknowledged: 9, found: 9, lost: 0, doubled: 0, unanswered: 0, gaps: 0 },
  counters: { users: { counter: 3, rows: 3 }, posts: { counter: 6, rows: 6 } },
  apiRestarts: 0,
  timeline: { stepSeconds: 1, during: [0, 1], good: [], answered: [], failed: [], longestMs: [] },
} as const

function problems(expectation: Expectation, requests: readonly Ended[]): readonly string[] {
  return problemsOf(expectation, found, requests, healedAt)
}

function path(longestGapSeconds: number) {
  return { sent: 9, failed: {}, longestGapSeconds }
}
