import type { Expectation, Tolerance } from './fault.ts'
import { type Ended, endOf, type Kind } from './load/order.ts'
import { type Edits, type Findings, paths } from './report/result.ts'

/**
 * @param requests of the trial @param healedAt when everything had recovered, in milliseconds since 1970 @returns
 * violations, as text
 */
export function problemsOf(
  expectation: Expectation,
  found: Omit<Findings, 'problems'>,
  requests: readonly Ended[],
  healedAt: number,
): readonly string[] {
  const { rows, edits, counters } = found
  const failed = requests.filter(({ failure }) => failure !== undefined)
  const intolerable = failed.filter((request) => !tolerable(expectation.failures, request, failed))
  const late = failed.filter(({ at }) => at > healedAt)
  return [
    ...when(intolerable.length > 0, () => `failed requests: ${kinds(intolerable)}`),
    ...when(late.length > 0, () => `failed requests after it was over: ${kinds(late)}`),
    ...when(rows.lost > 0, () => `${rows.lost} acknowledged rows are lost`),
    ...when(rows.doubled > 0, () => `${rows.doubled} texts are stored more than once`),
    ...editProblems(edits),
    ...Object.entries(counters).flatMap(([resource, { counter, rows }]) =>
      when(counter !== rows, () => `${resource}: the counter says ${counter} where there are ${rows}`),
    ),
    ...(expectation.gapWithinOutage === true ? gapProblems(found) : []),
    ...longGaps(found, expectation.gapAtMost ?? Infinity),
    ...when(
      found.apiRestarts !== (expectation.apiRestarts ?? 0),
      () => `containers of the API started again: ${found.apiRestarts}`,
    ),
  ]
}

function when(wrong: boolean, problem: () => string): string[] {
  return wrong ? [problem()] : []
}

function editProblems({ lost, doubled, gaps }: Edits): string[] {
  return [
    ...when(lost > 0, () => `${lost} acknowledged edits are lost`),
    ...when(doubled > 0, () => `${doubled} edits are stored more than once`),
    ...when(gaps > 0, () => `the versions of ${gaps} pages have gaps`),
  ]
}

function gapProblems({ paths: found, outageSeconds }: Omit<Findings, 'problems'>): string[] {
  const bound = outageSeconds + graceSeconds
  return paths.flatMap((path) => {
    const gap = found[path].longestGapSeconds
    return when(
      gap > bound,
      () => `${path}: no good answer for ${gap.toFixed(1)} s, the database was down for ${outageSeconds.toFixed(1)} s`,
    )
  })
}

function longGaps({ paths: found }: Omit<Findings, 'problems'>, most: number): string[] {
  return paths.flatMap((path) => {
    const gap = found[path].longestGapSeconds
    return when(gap > most, () => `${path}: no good answer for ${gap.toFixed(1)} s, more than ${most} s`)
  })
}

const graceSeconds = 2

function tolerable(tolerance: Tolerance, request: Ended, failed: readonly Ended[]): boolean {
  const { path, kind, failure } = request
  switch (tolerance) {
    case 'none':
      return false
    case 'cut':
      // Sent before the first failure was known, or while the process died; at the Service no proxy can try the other
      // replica.
      return request.at - Math.min(...failed.map(endOf)) < dyingMs || (path === 'service' && failure === 'ECONNREFUSED')
    case 'refused writes':
      return failure === '503' && writes.has(kind)
    case 'ingress':
      return path === 'ingress'
    case 'outage':
      return true
    default:
      return tolerance satisfies never
  }
}

const writes: ReadonlySet<Kind> = new Set(['user', 'post', 'page', 'edit'] satisfies Kind[])

/** A process at its CPU limit runs only for a part of every 100 ms, and closes its sockets one by one. */
const dyingMs = 200

/** Such as `3 × post 502, 1 × read ECONNRESET`. */
function kinds(requests: readonly Ended[]): string {
  const groups = Map.groupBy(requests, ({ path, kind, failure }) => `${kind} through the ${path}: ${failure}`)
  return [...groups].map(([name, { length }]) => `${length} × ${name}`).join(', ')
}

const toleranceClaims: Readonly<Record<Tolerance, string>> = {
  none: 'no request fails',
  cut: 'through the ingress only requests in progress in the process fail; at the Service also new connections, until Kubernetes notices',
  'refused writes': 'reads do not fail, writes are refused with 503',
  ingress: 'no request fails at the Service',
  outage: 'no request fails once it is over',
}

/** What is to hold, as text. */
export function claimOf({ failures, gapWithinOutage, gapAtMost }: Expectation): string {
  const gap = gapWithinOutage === true ? `, no gap longer than the outage and ${graceSeconds} s` : ''
  const longest = gapAtMost === undefined ? '' : `, no gap longer than ${gapAtMost} s`
  return `${toleranceClaims[failures]}${gap}${longest}`
}
