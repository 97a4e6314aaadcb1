import { parseScenario, titleOf } from '../stage/scenarios.ts'
import { type Change, compare } from './comparison.ts'
import { numberText } from '../../tools/number-text.ts'
import { figureNames, figures, type FigureName, type Result, type Spread } from './result.ts'

/** For a terminal: every figure with its spread, beside the previous result. */
export function resultTable(result: Result, before: Result | undefined): string {
  const rows = Object.entries(result.scenarios).flatMap(([scenario, found]) => {
    const kept = figureNames.filter((name) => isTelling(scenario, name, found[name]))
    return kept.map((name, index) => {
      const spread = found[name]
      const change = compare(name, found, before?.scenarios[scenario])
      return [index === 0 ? heading(scenario) : '', figures[name].title, ...cells(name, spread), ...changeCells(change)]
    })
  })
  const header = ['', '', 'median', '', 'min', 'max', ...(before === undefined ? [] : ['ratio', ''])]
  return [...aligned([header, ...rows]), ...notes(result, before)].join('\n')
}

const unshown: Readonly<Record<string, readonly FigureName[]>> = {
  closed: ['p90Ms', 'p999Ms', 'maxMs'],
}

function isTelling(scenario: string, name: FigureName, spread: Spread | undefined): spread is Spread {
  const loop = parseScenario(scenario)?.loop ?? ''
  return spread !== undefined && !unshown[loop]?.includes(name) && !isQuiet(name, spread)
}

/** No failures, and the generator was not the limit. */
function isQuiet(name: FigureName, { max }: Spread): boolean {
  return (
    (name === 'failures' && max === 0) || (name === 'generatorShare' && max < 0.8) || (name === 'lateMs' && max < 1)
  )
}

function heading(scenario: string): string {
  const parsed = parseScenario(scenario)
  if (parsed === undefined) return scenario
  return parsed.loop === 'open' ? `${titleOf(parsed)}, open loop` : titleOf(parsed)
}

function cells(name: FigureName, spread: Spread | undefined): string[] {
  if (spread === undefined) return ['', '', '', '']
  return [numberText(spread.median), figures[name].unit, numberText(spread.min), numberText(spread.max)]
}

const signs = { better: '▲ better', worse: '▼ worse', noise: '' }

function changeCells(change: Change | undefined): string[] {
  return change === undefined ? [] : [change.ratio.toFixed(2), signs[change.verdict]]
}

const leftColumns = new Set([0, 1, 3, 7])

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = Array.from({ length: 8 }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) =>
        leftColumns.has(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}

function notes(result: Result, before: Result | undefined): string[] {
  if (before === undefined) return ['', 'There is no earlier result to compare with.']
  const different = [
    ...differences(result.machine, before.machine).filter((name) => name !== 'flushMs'),
    ...differences(result.settings, before.settings),
  ]
  return [
    '',
    `Ratio: to the median of ${before.at.slice(0, 16)} at ${before.commit.slice(0, 7)}; marked where the difference is larger than both spreads.`,
    ...(different.length === 0 ? [] : [`The two runs differ in ${different.join(', ')}: their ratios mean little.`]),
  ]
}

function differences<Described extends object>(one: Described, other: Described): string[] {
  const others = new Map(Object.entries(other))
  return Object.entries(one).flatMap(([name, value]) => (others.get(name) === value ? [] : name))
}
