import { numberText } from '../../tools/number-text.ts'
import { type Percentiles, paths, type Result, type Rows, windows } from './result.ts'
import { type DoneTrial, doneTrials, failuresText, sentIn } from './trials.ts'

/**
 * For the page: what was to hold; requests and latency; rows, counters and restarts; edits. One table would be too
 * wide.
 */
export function tables(result: Result): string[] {
  const trials = doneTrials(result)
  return [claims, requests, stored, edited].map((columns) => table(columns, trials))
}

interface Column {
  readonly title: string
  readonly text: boolean
  readonly cell: (trial: DoneTrial) => string
}

const fault = words('Fault', ({ title }) => title)

const claims: readonly Column[] = [
  fault,
  words('What was to hold', ({ claim }) => claim),
  words('Held', ({ found }) => (found.problems.length === 0 ? '✓' : `✗ ${found.problems.join('; ')}`)),
]

const requests: readonly Column[] = [
  fault,
  number('requests', ({ found }) => numberText(sentIn(found))),
  number('failed, ingress', ({ found }) => failuresText(found.paths.ingress)),
  number('failed, Service', ({ found }) => failuresText(found.paths.service)),
  number('database away, s', ({ found }) => numberText(found.outageSeconds)),
  number('longest gap, s: ingress / Service', ({ found }) =>
    paths.map((path) => numberText(found.paths[path].longestGapSeconds)).join(' / '),
  ),
  number('p50 ms: before / during / after', latency('p50Ms')),
  number('p99 ms: before / during / after', latency('p99Ms')),
]

const stored: readonly Column[] = [
  fault,
  ...written('rows acknowledged', ({ found }) => found.rows),
  number('users: counter, rows', ({ found }) => compared(found.counters.users)),
  number('posts: counter, rows', ({ found }) => compared(found.counters.posts)),
  number('API containers restarted', ({ found }) => numberText(found.apiRestarts)),
]

const edited: readonly Column[] = [
  fault,
  ...written('edits acknowledged', ({ found }) => found.edits),
  number('pages with gaps', ({ found }) => numberText(found.edits.gaps)),
]

function written(title: string, of: (trial: DoneTrial) => Rows): readonly Column[] {
  const count = (name: keyof Rows) => (trial: DoneTrial) => numberText(of(trial)[name])
  return [
    number(title, count('acknowledged')),
    number('found', count('found')),
    number('lost', count('lost')),
    number('doubled', count('doubled')),
    number('stored without an answer', count('unanswered')),
  ]
}

function words(title: string, cell: Column['cell']): Column {
  return { title, text: true, cell }
}

function number(title: string, cell: Column['cell']): Column {
  return { title, text: false, cell }
}

function latency(name: keyof Percentiles): Column['cell'] {
  return ({ found }) => windows.map((window) => numberText(found.latency[window][name])).join(' / ')
}

function compared({ counter, rows }: { readonly counter: number; readonly rows: number }): string {
  return `${numberText(counter)} ${counter === rows ? '=' : '≠'} ${numberText(rows)}`
}

function table(columns: readonly Column[], trials: readonly DoneTrial[]): string {
  return [
    row(columns.map(({ title }) => title)),
    row(columns.map(({ text }) => (text ? '---' : '--:'))),
    ...trials.map((trial) => row(columns.map(({ cell }) => cell(trial).replaceAll('|', '\\|')))),
  ].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
