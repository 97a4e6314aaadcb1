import { fileURLToPath } from 'node:url'
import { parseScenario, type Scenario, titleOf } from '../stage/scenarios.ts'
import { withGeneratedPart } from '../../tools/generated-part.ts'
import { numberText } from '../../tools/number-text.ts'
import type { Figures, FigureName, Result, Spread } from './result.ts'

export const page = fileURLToPath(new URL('../../docs/performance.md', import.meta.url))
export const picture = fileURLToPath(new URL('../../docs/images/performance.svg', import.meta.url))

/** @throws if the page has no place for the tables */
export function pageWith(text: string, result: Result): string {
  return withGeneratedPart(text, { page: 'docs/performance.md', command: 'bench:plot' }, tables(result))
}

function tables({ at, commit, dirty, machine, settings, scenarios }: Result): string {
  const measured = Object.entries(scenarios).flatMap(([name, found]) => {
    const scenario = parseScenario(name)
    return scenario === undefined ? [] : [{ scenario, found }]
  })
  const of = (loop: Scenario['loop']) => measured.filter(({ scenario }) => scenario.loop === loop)
  return [
    `Measured on ${at.slice(0, 10)} at commit \`${commit.slice(0, 7)}\`${dirty ? ' with changes' : ''}: ` +
      `${machine.cores} cores (${machine.cpu}), ${machine.memoryGiB} GiB, ${machine.kernel}, ` +
      `Node.js ${machine.node}, PostgreSQL ${machine.postgres}, ${numberText(machine.flushMs)} ms for a flush to the disk; ` +
      `${settings.rounds} rounds of ${settings.seconds} s each.`,
    table(
      ['Closed loop: load, connections', 'requests/s', cpuTitle('service'), cpuTitle('PostgreSQL'), 'p50 ms', 'p99 ms'],
      of('closed'),
      ['rate', 'serviceCpuMs', 'postgresCpuMs', 'p50Ms', 'p99Ms'],
    ),
    table(['Open loop: load', 'at requests/s', 'p50 ms', 'p90 ms', 'p99 ms', 'p99.9 ms', 'longest ms'], of('open'), [
      'offeredRate',
      'p50Ms',
      'p90Ms',
      'p99Ms',
      'p999Ms',
      'maxMs',
    ]),
    process(scenarios),
  ].join('\n\n')
}

function cpuTitle(program: string): string {
  return `CPU ms/request, ${program}`
}

interface Measured {
  readonly scenario: Scenario
  readonly found: Figures
}

function table(titles: readonly string[], rows: readonly Measured[], names: readonly FigureName[]): string {
  const lines = rows.map(({ scenario, found }) => row([titleOf(scenario), ...names.map((name) => cell(found[name]))]))
  return [row(titles), row(titles.map((_, column) => (column === 0 ? '---' : '--:'))), ...lines].join('\n')
}

function process({ start = {}, memory = {} }: Result['scenarios']): string {
  return [
    row(['The process', '']),
    row(['---', '--:']),
    row(['start to the first 200 of `/health/live`, ms', cell(start.liveMs)]),
    row(['start to the first 200 of `/health/ready`, ms', cell(start.readyMs)]),
    row(['resident memory, idle, MiB', cell(memory.idleMiB)]),
    row(['resident memory, loaded, MiB', cell(memory.loadedMiB)]),
  ].join('\n')
}

function cell(spread: Spread | undefined): string {
  if (spread === undefined) return ''
  const { min, median, max } = spread
  return min === max ? numberText(median) : `${numberText(median)} (${numberText(min)}–${numberText(max)})`
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
