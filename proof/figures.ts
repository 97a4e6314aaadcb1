import { Latencies } from '../tools/latencies.ts'
import { type Ended, endOf } from './load/order.ts'
import {
  type Findings,
  type Path,
  type PathFindings,
  paths,
  type Percentiles,
  type Timeline,
  type Window,
} from './report/result.ts'

/** In milliseconds since 1970, by the load's clock. */
export interface Times {
  readonly beginAt: number
  readonly faultAt: number
  readonly healedAt: number
  readonly endAt: number
}

/** The figures of a trial that can be derived from its requests. */
export function figuresOf(requests: readonly Ended[], times: Times): Pick<Findings, 'paths' | 'latency' | 'timeline'> {
  const { beginAt, faultAt, healedAt, endAt } = times
  const percentilesOf = (from: number, to: number) => percentiles(requests.filter(({ at }) => at >= from && at < to))
  return {
    paths: byPath((path) =>
      pathFindings(
        requests.filter((request) => request.path === path),
        times,
      ),
    ),
    latency: {
      before: percentilesOf(beginAt, faultAt),
      during: percentilesOf(faultAt, healedAt),
      after: percentilesOf(healedAt, endAt),
    } satisfies Record<Window, Percentiles>,
    timeline: timelineOf(requests, times),
  }
}

function byPath(found: (path: Path) => PathFindings): Record<Path, PathFindings> {
  const [ingress, service] = paths
  return { ingress: found(ingress), service: found(service) }
}

function pathFindings(requests: readonly Ended[], { faultAt, endAt }: Times): PathFindings {
  const failed: Record<string, number> = {}
  for (const { failure } of requests) if (failure !== undefined) failed[failure] = (failed[failure] ?? 0) + 1
  const answers = requests
    .filter(({ failure }) => failure === undefined)
    .map(endOf)
    .filter((at) => at >= faultAt && at <= endAt)
    .toSorted((one, other) => one - other)
  let [longest, last] = [0, faultAt]
  for (const at of [...answers, endAt]) {
    longest = Math.max(longest, at - last)
    last = at
  }
  return { sent: requests.length, failed, longestGapSeconds: rounded(longest / 1_000) }
}

/** Of good answers. */
function percentiles(requests: readonly Ended[]): Percentiles {
  const latencies = new Latencies()
  for (const { failure, latencyMs } of requests) if (failure === undefined) latencies.add(latencyMs)
  const { p50Ms, p99Ms } = latencies.percentiles({ p50Ms: 0.5, p99Ms: 0.99 })
  return { p50Ms: rounded(p50Ms), p99Ms: rounded(p99Ms) }
}

const stepSeconds = 0.25

function timelineOf(requests: readonly Ended[], { beginAt, faultAt, healedAt, endAt }: Times): Timeline {
  const secondsAt = (at: number) => (at - beginAt) / 1_000
  const steps = Array.from({ length: Math.floor(secondsAt(endAt) / stepSeconds) }, emptyStep)
  // The last step is incomplete.
  const stepAt = (at: number) => steps[Math.floor(secondsAt(at) / stepSeconds)] ?? emptyStep()
  for (const { at, latencyMs, failure } of requests) {
    const sentIn = stepAt(at)
    if (failure === undefined) {
      sentIn.good += 1
      sentIn.longestMs = Math.max(sentIn.longestMs, rounded(latencyMs))
      stepAt(at + latencyMs).answered += 1
    } else sentIn.failed += 1
  }
  return {
    stepSeconds,
    during: [rounded(secondsAt(faultAt)), rounded(secondsAt(healedAt))],
    good: steps.map(({ good }) => good),
    answered: steps.map(({ answered }) => answered),
    failed: steps.map(({ failed }) => failed),
    longestMs: steps.map(({ longestMs }) => longestMs),
  }
}

function emptyStep(): { good: number; answered: number; failed: number; longestMs: number } {
  return { good: 0, answered: 0, failed: 0, longestMs: 0 }
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
