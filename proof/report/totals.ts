import { numberText } from '../../tools/number-text.ts'
import type { Result, Rows } from './result.ts'
import { type DoneTrial, doneTrials, failedIn, held, sentIn, sum } from './trials.ts'

/** The whole run in one line. */
export function totalsText(result: Result): string {
  const trials = doneTrials(result)
  const requests = numberText(sum(trials.map(({ found }) => sentIn(found))))
  return [
    `${trials.length} ${trials.length === 1 ? 'fault' : 'faults'}, ${requests} requests, ${failedText(trials)}`,
    writtenText(
      'rows',
      trials.map(({ found }) => found.rows),
    ),
    writtenText(
      'edits',
      trials.map(({ found }) => found.edits),
    ),
    heldText(trials),
  ].join('; ')
}

function writtenText(what: string, written: readonly Rows[]): string {
  const of = (name: keyof Rows) => numberText(sum(written.map((rows) => rows[name])))
  return `${of('acknowledged')} ${what} acknowledged, ${of('found')} found, ${of('lost')} lost, ${of('doubled')} doubled`
}

/** How long the load ran, over all faults. */
export function loadTime(result: Result): string {
  const times = doneTrials(result).map(({ found: { timeline } }) => timeline.good.length * timeline.stepSeconds)
  const seconds = Math.round(sum(times))
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`
}

function failedText(trials: readonly DoneTrial[]): string {
  const failed = sum(trials.map(({ found }) => failedIn(found)))
  const allowed = sum(trials.filter(held).map(({ found }) => failedIn(found)))
  if (failed === 0) return '0 failed'
  return `${numberText(failed)} failed, ${failed === allowed ? 'all' : numberText(allowed)} of them as their fault allows`
}

function heldText(trials: readonly DoneTrial[]): string {
  const broken = trials.filter((trial) => !held(trial)).length
  return broken === 0 ? 'every claim held' : `${broken} of ${trials.length} claims did not hold`
}
