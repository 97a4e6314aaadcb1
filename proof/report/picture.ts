import { label } from '../../tools/svg.ts'
import { layoutOf } from './layout.ts'
import { legend } from './legend.ts'
import type { Result } from './result.ts'
import { strip } from './strip.ts'
import { doneTrials } from './trials.ts'

const top = 100

/** A strip for each inflicted fault, as SVG, all on the same scales. Readable on light and dark backgrounds. */
export function picture(result: Result): string {
  const trials = doneTrials(result)
  const { scales, places, bottom } = layoutOf(result.settings.rate, trials, top)
  const elements = [
    label(8, 24, 'What clients see of each fault', 'title'),
    ...legend(trials, 8, 50),
    label(
      8,
      72,
      'Latency by when the request was sent, answers by when they came; time from the beginning of the fault.',
      'soft',
    ),
    ...places.flatMap(({ trial, panel, top }) => strip(trial, scales, panel, top)),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 920 ${bottom}" role="img" aria-labelledby="title description" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif">
  <title id="title">What clients of Nebula Wiki see of each fault</title>
  <desc id="description">The figures are in the tables of the page that shows this picture.</desc>
  <style>
    :root { --ink: #1c2536; --soft: #5b6780; --grid: #dfe4ec; --shade: #f1e9d2; --latency: #5b4fe0; --good: #4fb3a5; --failed: #d3202f; --allowed: #d97706; --held: #0f766e }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e7ecf5; --soft: #9aa7bd; --grid: #333d51; --shade: #3a3524; --latency: #a69dff; --good: #2f8f83; --failed: #ff5c66; --allowed: #f5a742; --held: #5ccfbf }
    }
    text { fill: var(--ink); font-size: 13px }
    .title { font-weight: 600; font-size: 15px }
    .fault { font-weight: 600; font-size: 14px }
    .soft { fill: var(--soft); font-size: 12px }
    .middle { text-anchor: middle }
    .end { text-anchor: end }
    .grid { stroke: var(--grid) }
    .shade { fill: var(--shade) }
    .latency { fill: none; stroke: var(--latency); stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round }
    .good { fill: var(--good) }
    .failed { fill: var(--failed) }
    .allowed { fill: var(--allowed) }
    .held { fill: var(--held); font-weight: 600 }
    .broken { fill: var(--failed); font-weight: 600 }
  </style>
${elements.map((element) => `  ${element}`).join('\n')}
</svg>
`
}
