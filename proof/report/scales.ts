import type { Panel } from '../../tools/svg.ts'
import type { DoneTrial } from './trials.ts'

/** Shared by all strips. */
export interface Scales {
  /** Where strips begin, in seconds from the beginning of the fault. */
  readonly from: number
  readonly unitsPerSecond: number
  readonly tickSeconds: number
  readonly lowestMs: number
  readonly highestMs: number
  /** Requests sent per second. */
  readonly rate: number
}

/** The longest trial fills a strip, which spans both columns if most of the others then fit into one column. */
export function scalesOf(rate: number, trials: readonly DoneTrial[], column: Panel, both: Panel): Scales {
  const from = -Math.max(1, ...trials.map(({ found }) => found.timeline.during[0]))
  const lengths = trials.map((trial) => lengthOf(trial, from)).toSorted((one, other) => one - other)
  const [usual, longest] = [lengths[Math.floor(lengths.length / 2)] ?? 1, lengths.at(-1) ?? 1]
  const isMostlyShort = usual * widthOf(both) <= longest * widthOf(column)
  const unitsPerSecond = widthOf(isMostlyShort ? both : column) / longest
  const latencies = trials.flatMap(({ found }) => found.timeline.longestMs.filter((latencyMs) => latencyMs > 0))
  const lowest = latencies.reduce((least, latencyMs) => Math.min(least, latencyMs), 10)
  return {
    from,
    unitsPerSecond,
    tickSeconds: steps.find((seconds) => seconds * unitsPerSecond >= leastTickWidth) ?? longest,
    lowestMs: 10 ** Math.floor(Math.log10(lowest)),
    // Includes at least a second, and leaves a little room above.
    highestMs: latencies.reduce((most, latencyMs) => Math.max(most, latencyMs), 1_000) * 1.3,
    rate,
  }
}

/** @returns the length of its strip in seconds; all strips begin at the same time */
export function lengthOf({ found }: DoneTrial, from: number): number {
  const { good, stepSeconds, during } = found.timeline
  return good.length * stepSeconds - during[0] - from
}

export function widthOf({ left, right }: Panel): number {
  return right - left
}

const steps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600]
const leastTickWidth = 55
