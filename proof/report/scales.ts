import type { DoneTrial } from './trials.ts'

/** What all strips have in common. */
export interface Scales {
  /** Seconds from the beginning of the fault. */
  readonly from: number
  readonly to: number
  readonly tickSeconds: readonly number[]
  readonly lowestMs: number
  readonly highestMs: number
  /** Requests per second, sent. */
  readonly rate: number
}

export function scalesOf(rate: number, trials: readonly DoneTrial[]): Scales {
  const timelines = trials.map(({ found }) => found.timeline)
  const from = -Math.max(1, ...timelines.map(({ during: [began] }) => began))
  const to = Math.max(
    1,
    ...timelines.map(({ during: [began], good, stepSeconds }) => good.length * stepSeconds - began),
  )
  const latencies = timelines.flatMap(({ longestMs }) => longestMs.filter((latencyMs) => latencyMs > 0))
  const lowest = latencies.reduce((least, latencyMs) => Math.min(least, latencyMs), 10)
  return {
    from,
    to,
    tickSeconds: ticks(from, to),
    lowestMs: 10 ** Math.floor(Math.log10(lowest)),
    // A second is there in any case, and a little room above.
    highestMs: latencies.reduce((most, latencyMs) => Math.max(most, latencyMs), 1_000) * 1.3,
    rate,
  }
}

const steps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600]
const mostTicks = 7

function ticks(from: number, to: number): number[] {
  const step = steps.find((seconds) => (to - from) / seconds <= mostTicks) ?? 1_200
  const first = Math.ceil(from / step)
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) => (first + index) * step)
}
