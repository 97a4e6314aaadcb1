import { parseScenario, titles } from '../stage/scenarios.ts'
import { numberText } from '../../tools/number-text.ts'
import { label, line, type Panel, place } from '../../tools/svg.ts'
import type { Result, Spread } from './result.ts'

const connections = 64
const rowHeight = 58
const top = 70

/** The rate of each load, with a line from its lowest to its highest round. */
export function rateBars({ scenarios }: Result, { left, right }: Panel): string[] {
  const rows = Object.entries(scenarios).flatMap(([name, { rate }]) => {
    const scenario = parseScenario(name)
    const shown = scenario?.connections === connections && scenario.loop === 'closed' && rate !== undefined
    return shown ? [{ title: titles[scenario.kind], rate }] : []
  })
  // Leaves room for the number on the right.
  const scale = (right - left - 70) / Math.max(1, ...rows.map(({ rate }) => rate.max))
  return [
    label(left, 24, `Requests per second, ${connections} connections`, 'title'),
    label(left, 44, 'median of the rounds, line: lowest to highest round', 'soft'),
    ...rows.flatMap(({ title, rate }, row) => bar(title, rate, left, top + row * rowHeight, scale)),
  ]
}

function bar(title: string, { min, median, max }: Spread, left: number, y: number, scale: number): string[] {
  const middle = y + 22
  return [
    label(left, y + 8, title),
    `<rect x="${left}" y="${y + 14}" width="${place(median * scale)}" height="16" rx="3" class="bar"/>`,
    line([left + min * scale, middle], [left + max * scale, middle], 'class="spread"'),
    label(left + Math.max(median, max) * scale + 8, y + 27, numberText(Math.round(median))),
  ]
}
