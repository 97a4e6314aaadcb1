import { figures, type Figures, type FigureName, type Spread } from './result.ts'

export interface Change {
  /** Ratio of the medians, new to old. */
  readonly ratio: number
  /** `noise` unless the medians differ by more than the rounds of either run. */
  readonly verdict: 'better' | 'worse' | 'noise'
}

/** @returns undefined if there is nothing to compare with */
export function compare(name: FigureName, now: Figures, before: Figures | undefined): Change | undefined {
  const [later, earlier] = [now[name], before?.[name]]
  if (later === undefined || earlier === undefined || earlier.median === 0) return undefined
  return { ratio: later.median / earlier.median, verdict: verdict(name, later, earlier) }
}

function verdict(name: FigureName, later: Spread, earlier: Spread): Change['verdict'] {
  const { better } = figures[name]
  const difference = later.median - earlier.median
  // A single round has no spread, so there is no verdict.
  const judged = Math.min(later.rounds.length, earlier.rounds.length) > 1 && better !== 'neither'
  if (!judged || Math.abs(difference) <= Math.max(width(later), width(earlier))) return 'noise'
  return difference > 0 === (better === 'higher') ? 'better' : 'worse'
}

function width({ min, max }: Spread): number {
  return max - min
}
