import { type Findings, paths, type PathFindings, type Result, type Trial } from './result.ts'

export interface DoneTrial extends Trial {
  readonly found: Findings
}

export function doneTrials({ trials }: Result): DoneTrial[] {
  return trials.flatMap((trial) => (trial.found === undefined ? [] : [{ ...trial, found: trial.found }]))
}

/** By title, why a fault was not inflicted. */
export function trialsNotDone({ trials }: Result): [title: string, reason: string][] {
  return trials.flatMap(({ title, notDone, found }): [string, string][] =>
    found === undefined ? [[title, notDone ?? 'the run ended before it']] : [],
  )
}

export function held({ found }: DoneTrial): boolean {
  return found.problems.length === 0
}

export function sentIn({ paths: by }: Findings): number {
  return sum(paths.map((path) => by[path].sent))
}

export function failedIn({ paths: by }: Findings): number {
  return sum(paths.map((path) => failedOn(by[path])))
}

export function longestGapSeconds({ paths: by }: Findings): number {
  return Math.max(...paths.map((path) => by[path].longestGapSeconds))
}

/** Such as `12 × ECONNRESET, 3 × 502`; `0` if nothing failed. */
export function failuresText({ failed }: PathFindings): string {
  const kinds = Object.entries(failed).filter(([, count]) => count > 0)
  if (kinds.length === 0) return '0'
  return kinds
    .toSorted(([, one], [, other]) => other - one)
    .map(([kind, count]) => `${count.toLocaleString('en-US')} × ${kind}`)
    .join(', ')
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function failedOn({ failed }: PathFindings): number {
  return sum(Object.values(failed))
}
