import { styleText } from 'node:util'
import { numberText } from '../../tools/number-text.ts'
import type { Result } from './result.ts'
import { totalsText } from './totals.ts'
import { type DoneTrial, doneTrials, failedIn, held, longestGapSeconds, sentIn, trialsNotDone } from './trials.ts'

/**
 * For the end of a run: a line for each fault, followed by its violations.
 *
 * @param coloured only for a terminal
 */
export function terminalTable(result: Result, coloured: boolean): string {
  const trials = doneTrials(result)
  const [header, ...rows] = aligned([titles, ...trials.map(cells)])
  const paint: Paint = (colour, text) => (coloured ? styleText(colour, text, { validateStream: false }) : text)
  return [
    `  ${header}`,
    ...trials.flatMap((trial, index) => outcome(trial, rows[index] ?? '', paint)),
    ...trialsNotDone(result).map(([title, reason]) => `- ${title}, not done: ${reason}`),
    '',
    `${totalsText(result)}.`,
  ].join('\n')
}

type Paint = (colour: 'green' | 'red', text: string) => string

function outcome(trial: DoneTrial, row: string, paint: Paint): string[] {
  return [
    `${held(trial) ? paint('green', '✓') : paint('red', '✗')} ${row}`,
    ...trial.found.problems.map((problem) => paint('red', `    ${problem}`)),
  ]
}

const titles = ['', 'sent', 'failed', 'away s', 'gap s', 'p99 ms', 'rows', 'found', 'edits', 'found', 'lost', 'doubled']

function cells({ title, found }: DoneTrial): string[] {
  const { latency, outageSeconds, rows, edits } = found
  return [
    title,
    ...[
      sentIn(found),
      failedIn(found),
      outageSeconds,
      longestGapSeconds(found),
      latency.during.p99Ms,
      rows.acknowledged,
      rows.found,
      edits.acknowledged,
      edits.found,
      rows.lost + edits.lost,
      rows.doubled + edits.doubled,
    ].map(numberText),
  ]
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = titles.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  )
}
