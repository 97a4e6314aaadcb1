import { latencyLines } from './latency-lines.ts'
import { rateBars } from './rate-bars.ts'
import type { Result } from './result.ts'

/** A picture of a result, as SVG: rates on the left, latencies on the right. Readable on light and dark backgrounds. */
export function plot(result: Result): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 920 380" role="img" aria-labelledby="title description" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif">
  <title id="title">Rates and latencies of Nebula Wiki</title>
  <desc id="description">The figures are in the tables of docs/performance.md.</desc>
  <style>
    :root { --ink: #1c2536; --soft: #5b6780; --grid: #dfe4ec; --one: #5b4fe0; --two: #0f766e; --three: #b4530a }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e7ecf5; --soft: #9aa7bd; --grid: #333d51; --one: #a69dff; --two: #5ccfbf; --three: #f0a664 }
    }
    text { fill: var(--ink); font-size: 13px }
    .title { font-weight: 600; font-size: 15px }
    .soft { fill: var(--soft); font-size: 12px }
    .middle { text-anchor: middle }
    .end { text-anchor: end }
    .grid { stroke: var(--grid) }
    .bar { fill: var(--one); opacity: 0.8 }
    .spread { stroke: var(--ink); stroke-width: 1.5 }
    .line { fill: none; stroke-width: 2 }
    .whisker { stroke-width: 1.5; opacity: 0.6 }
  </style>
${[...rateBars(result, { left: 20, right: 430 }), ...latencyLines(result, { left: 510, right: 890 })]
  .map((element) => `  ${element}`)
  .join('\n')}
</svg>
`
}
