import { numberText } from '../../tools/number-text.ts'
import { type Figures, type Readings, summarize } from '../report/result.ts'

export interface Row {
  readonly title: string
  readonly connections: number
  /** The rounds of each wiki. */
  readonly wikis: readonly (readonly Readings[])[]
}

/** In Markdown. Medians; relative to the first wiki. */
export function growthTable(sizes: readonly number[], rows: readonly Row[]): string {
  const titles = sizes.flatMap((size, index) => [
    `${numberText(size)} pages`,
    ...(index === 0 ? [] : ['CPU, relative']),
  ])
  const lines = rows.map(({ title, connections, wikis }) => {
    const found = wikis.map(summarize)
    const first = cpuOf(found[0])
    const cells = found.flatMap((figures, index) => [
      cellOf(figures),
      ...(index === 0 ? [] : [(cpuOf(figures) / first).toFixed(2)]),
    ])
    return [`${title}, ${connections}`, ...cells]
  })
  const header = ['Load, connections', ...titles]
  return [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Of the service and PostgreSQL, in ms per request. */
function cpuOf(figures: Figures | undefined): number {
  return (figures?.serviceCpuMs?.median ?? 0) + (figures?.postgresCpuMs?.median ?? 0)
}

function cellOf(figures: Figures): string {
  const failed = figures.failures?.max ?? 0
  const { rate, serviceCpuMs, postgresCpuMs } = figures
  const parts = [serviceCpuMs, postgresCpuMs].map((spread) => (spread?.median ?? 0).toPrecision(2)).join(' + ')
  return `${parts} ms, ${numberText(rate?.median ?? 0)}/s${failed === 0 ? '' : `, **${failed} failed**`}`
}
