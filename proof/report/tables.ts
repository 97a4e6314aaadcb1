import { numberText } from '../../tools/number-text.ts'
import { type Percentiles, paths, type Result, windows } from './result.ts'
import { type DoneTrial, doneTrials, failuresText, sentIn } from './trials.ts'

/** For the page: what was to hold; requests and latency; rows, counters and restarts. One table would be too wide. */
export function tables(result: Result): string[] {
  return [claims, requests, stored].map((columns) => table(columns, doneTrials(result)))
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
  number('rows acknowledged', ({ found }) => numberText(found.rows.acknowledged)),
  number('found', ({ found }) => numberText(found.rows.found)),
  number('lost', ({ found }) => numberText(found.rows.lost)),
  number('doubled', ({ found }) => numberText(found.rows.doubled)),
  number('stored without an answer', ({ found }) => numberText(found.rows.unanswered)),
  number('users: counter, rows', ({ found }) => compared(found.counters.users)),
  number('posts: counter, rows', ({ found }) => compared(found.counters.posts)),
  number('API containers restarted', ({ found }) => numberText(found.apiRestarts)),
]

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
