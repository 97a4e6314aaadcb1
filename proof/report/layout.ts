import type { Panel } from '../../tools/svg.ts'
import { lengthOf, type Scales, scalesOf, widthOf } from './scales.ts'
import { stripHeight } from './strip.ts'
import type { DoneTrial } from './trials.ts'

export interface Layout {
  readonly scales: Scales
  readonly places: readonly Place[]
  readonly bottom: number
}

interface Place {
  readonly trial: DoneTrial
  readonly panel: Panel
  readonly top: number
}

const one: Panel = { left: 56, right: 448 }
const other: Panel = { left: 516, right: 908 }
const both: Panel = { left: one.left, right: other.right }
const gap = 22

/** Strips in two columns; above them, strips that are too long for one column span both. */
export function layoutOf(rate: number, trials: readonly DoneTrial[], top: number): Layout {
  const scales = scalesOf(rate, trials, one, both)
  const isWide = (trial: DoneTrial) => lengthOf(trial, scales.from) * scales.unitsPerSecond > widthOf(one) + 1
  const wide = trials.filter(isWide)
  const narrow = trials.filter((trial) => !isWide(trial))
  const topOf = (row: number) => top + row * (stripHeight + gap)
  return {
    scales,
    places: [
      ...wide.map((trial, row) => ({ trial, panel: both, top: topOf(row) })),
      ...narrow.map((trial, index) => ({
        trial,
        panel: index % 2 === 0 ? one : other,
        top: topOf(wide.length + Math.floor(index / 2)),
      })),
    ],
    bottom: topOf(wide.length + Math.ceil(narrow.length / 2)),
  }
}
