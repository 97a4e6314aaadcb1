import type { Findings, Result, Trial } from '../../proof/report/result.ts'

export function runOf(trials: readonly Trial[]): Result {
  return {
    format: 1,
    at: '2026-11-23T16:00:00.000Z',
    commit: '0123456789abcdef',
    dirty: false,
    database: 'bundled',
    cluster: { kubernetes: 'v1.34.4', nodes: 1, replicas: 2 },
    settings: { rate: 100, outageSeconds: 10 },
    trials,
  }
}

const found: Findings = {
  problems: [],
  paths: {
    ingress: { sent: 600, failed: { ECONNRESET: 2 }, longestGapSeconds: 0.2 },
    service: { sent: 600, failed: {}, longestGapSeconds: 0.1 },
  },
  latency: {
    before: { p50Ms: 5, p99Ms: 9 },
    during: { p50Ms: 5, p99Ms: 120 },
    after: { p50Ms: 5, p99Ms: 9 },
  },
  outageSeconds: 0,
  rows: { acknowledged: 240, found: 240, lost: 0, doubled: 0, unanswered: 1 },
  edits: { acknowledged: 50, found: 50, lost: 0, doubled: 0, unanswered: 1, gaps: 0 },
  counters: { users: { counter: 60, rows: 60 }, posts: { counter: 181, rows: 181 } },
  apiRestarts: 1,
  timeline: {
    stepSeconds: 3,
    during: [3, 9],
    good: [300, 298, 300, 300],
    failed: [0, 2, 0, 0],
    longestMs: [9, 120, 30, 9],
    answered: [300, 298, 300, 300],
  },
}

export const heldTrial: Trial = {
  fault: 'api-killed',
  title: 'API process killed',
  claim: 'only requests in progress fail',
  found,
}

export const brokenTrial: Trial = {
  fault: 'postgres-paused',
  title: 'PostgreSQL | paused',
  claim: 'no failed request',
  found: {
    ...found,
    apiRestarts: 0,
    problems: ['4 requests failed', '1 row is lost'],
    paths: {
      ingress: { sent: 600, failed: {}, longestGapSeconds: 10.1 },
      service: { sent: 600, failed: { 502: 1, 503: 3 }, longestGapSeconds: 12.5 },
    },
    outageSeconds: 10,
    rows: { acknowledged: 240, found: 239, lost: 1, doubled: 1, unanswered: 0 },
    edits: { acknowledged: 50, found: 48, lost: 2, doubled: 0, unanswered: 0, gaps: 3 },
    counters: { users: { counter: 60, rows: 60 }, posts: { counter: 180, rows: 181 } },
    // One step sent nothing good, and then everything that had waited arrived at once.
    timeline: {
      ...found.timeline,
      good: [300, 0, 299, 300],
      failed: [0, 3, 1, 0],
      longestMs: [9, 0, 5_000, 9],
      answered: [300, 0, 0, 899],
    },
  },
}

export const trialNotDone: Trial = {
  fault: 'ingress-restarted',
  title: 'Ingress restarted',
  claim: 'only connections of that proxy fail',
  notDone: 'there is none',
}
