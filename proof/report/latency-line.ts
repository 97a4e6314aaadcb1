import { label, line, type Panel, place } from '../../tools/svg.ts'
import type { Scales } from './scales.ts'

/** The upper and lower edge of a lane. */
export interface Lane {
  readonly top: number
  readonly bottom: number
}

/** The longest latencies on a logarithmic scale; the line has a gap where there was no good answer. */
export function latencyLine(
  longestMs: readonly number[],
  middles: readonly number[],
  { lowestMs, highestMs }: Scales,
  { left, right }: Panel,
  { top, bottom }: Lane,
): string[] {
  const yOf = (latencyMs: number) =>
    bottom - (Math.log10(Math.max(latencyMs, lowestMs) / lowestMs) / Math.log10(highestMs / lowestMs)) * (bottom - top)
  const powers = powersOfTen(lowestMs, highestMs)
  const points = longestMs.map((latencyMs, step) => {
    if (latencyMs <= 0) return ''
    const isFirst = (longestMs[step - 1] ?? 0) <= 0
    // A line without length, so that an isolated point is visible as a dot.
    return `${isFirst ? 'M' : 'L'}${place(middles[step] ?? left)},${place(yOf(latencyMs))}${isFirst ? 'h0' : ''}`
  })
  return [
    ...powers.map((latencyMs) => line([left, yOf(latencyMs)], [right, yOf(latencyMs)], 'class="grid"')),
    // Every second one: all of them would overlap.
    ...powers
      .filter((_, power) => power % 2 === 0)
      .map((latencyMs) => label(left - 6, yOf(latencyMs) + 4, durationText(latencyMs), 'soft end')),
    `<path d="${points.join('')}" class="latency"/>`,
  ]
}

function powersOfTen(lowest: number, highest: number): number[] {
  const count = Math.floor(Math.log10(highest / lowest) + 1e-9) + 1
  return Array.from({ length: count }, (_, power) => lowest * 10 ** power)
}

function durationText(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds} ms` : `${milliseconds / 1_000} s`
}
