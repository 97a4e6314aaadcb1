import { parseScenario, titles } from '../stage/scenarios.ts'
import { numberText } from '../../tools/number-text.ts'
import { label, line, type Panel, place, type Point } from '../../tools/svg.ts'
import { type FigureName, figures, type Figures, type Result, type Spread } from './result.ts'

const percentiles: readonly FigureName[] = ['p50Ms', 'p90Ms', 'p99Ms', 'p999Ms', 'maxMs']
const colours = ['--one', '--two', '--three', '--soft', '--ink']
const [top, bottom] = [110, 340]

/** The latencies at a fixed rate, from the median to the maximum, on a logarithmic scale. */
export function latencyLines({ scenarios }: Result, { left, right }: Panel): string[] {
  const loads = Object.entries(scenarios).flatMap(([name, found]) => {
    const scenario = parseScenario(name)
    return scenario?.loop === 'open' ? [{ title: titles[scenario.kind], found }] : []
  })
  const spreads = loads.flatMap(({ found }) => percentiles.flatMap((name) => found[name] ?? []))
  const first = Math.floor(Math.log10(Math.min(1, ...spreads.map(({ min }) => Math.max(min, 0.01)))))
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(1, ...spreads.map(({ max }) => max)))))
  const xOf = (index: number) => left + 20 + (index * (right - left - 40)) / (percentiles.length - 1)
  const yOf = (latencyMs: number) =>
    bottom - ((Math.log10(Math.max(latencyMs, 10 ** first)) - first) / (last - first)) * (bottom - top)

  return [
    label(left, 24, 'Latency at a fixed rate, ms', 'title'),
    ...loads.map(({ title, found }, load) => legend(title, found.offeredRate, load, left)),
    ...Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index)).flatMap((latencyMs) => [
      line([left, yOf(latencyMs)], [right, yOf(latencyMs)], 'class="grid"'),
      label(left - 8, yOf(latencyMs) + 4, numberText(latencyMs), 'soft end'),
    ]),
    ...percentiles.map((name, index) => label(xOf(index), bottom + 22, figures[name].title, 'soft middle')),
    ...loads.flatMap(({ found }, load) => curve(found, load, xOf, yOf)),
  ]
}

function legend(title: string, rate: Spread | undefined, load: number, left: number): string {
  const text = `● ${title}${rate === undefined ? '' : `, ${numberText(rate.median)}/s`}`
  return `<text x="${left}" y="${44 + load * 18}" style="fill: var(${colourOf(load)})">${text}</text>`
}

function curve(found: Figures, load: number, xOf: (index: number) => number, yOf: (ms: number) => number): string[] {
  const colour = `var(${colourOf(load)})`
  const points = percentiles.flatMap((name, index): { spread: Spread; x: number }[] => {
    const spread = found[name]
    // Offset slightly: otherwise the range lines would cover each other.
    return spread === undefined ? [] : [{ spread, x: xOf(index) + (load - 1) * 6 }]
  })
  const path = points.map(({ spread, x }): Point => [x, yOf(spread.median)])
  return [
    `<polyline points="${path.map(([x, y]) => `${place(x)},${place(y)}`).join(' ')}" class="line" style="stroke: ${colour}"/>`,
    ...points.map(({ spread: { min, max }, x }) =>
      line([x, yOf(min)], [x, yOf(max)], `class="whisker" style="stroke: ${colour}"`),
    ),
    ...path.map(([x, y]) => `<circle cx="${place(x)}" cy="${place(y)}" r="3.5" style="fill: ${colour}"/>`),
  ]
}

function colourOf(load: number): string {
  return colours[load % colours.length] ?? '--ink'
}
