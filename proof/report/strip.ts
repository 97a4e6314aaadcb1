import { numberText } from '../../tools/number-text.ts'
import { label, line, type Panel, place } from '../../tools/svg.ts'
import { answerBars } from './answer-bars.ts'
import { latencyLine } from './latency-line.ts'
import type { Scales } from './scales.ts'
import type { Findings } from './result.ts'
import { type DoneTrial, failedIn, held, longestGapSeconds, sentIn } from './trials.ts'

/** From the top of a strip, in units of the view box. */
const latencies = { top: 60, bottom: 122 }
const answers = { top: 130, bottom: 170 }
export const stripHeight = 190

/** One fault: its result as text, the latencies, the answers, the time from its beginning. */
export function strip(trial: DoneTrial, scales: Scales, { left, right }: Panel, top: number): string[] {
  const { timeline } = trial.found
  const [began, ended] = timeline.during
  const xOf = (seconds: number) => left + (seconds - scales.from) * scales.unitsPerSecond
  const xOfStep = (step: number) => xOf(step * timeline.stepSeconds - began)
  const [from, to] = [xOf(0), xOf(ended - began)]
  const middles = timeline.longestMs.map((_, step) => xOfStep(step + 0.5))
  return [
    `<g class="strip">`,
    `<rect x="${place(from)}" y="${top + latencies.top}" width="${place(Math.max(2, to - from))}" height="${answers.bottom - latencies.top}" class="shade"/>`,
    ...heading(trial, left, top),
    ...latencyLine(
      timeline.longestMs,
      middles,
      scales,
      { left, right },
      {
        top: top + latencies.top,
        bottom: top + latencies.bottom,
      },
    ),
    ...answerBars(trial, xOfStep, scales, { left, right }, { top: top + answers.top, bottom: top + answers.bottom }),
    ...ticks(scales, right - left).flatMap((seconds) => [
      line([xOf(seconds), top + answers.bottom], [xOf(seconds), top + answers.bottom + 4], 'class="grid"'),
      label(xOf(seconds), top + answers.bottom + 17, `${String(seconds).replace('-', '−')} s`, 'soft middle'),
    ]),
    `</g>`,
  ]
}

function ticks({ from, unitsPerSecond, tickSeconds }: Scales, width: number): number[] {
  const first = Math.ceil(from / tickSeconds)
  const last = Math.floor((from + width / unitsPerSecond) / tickSeconds)
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * tickSeconds)
}

function heading(trial: DoneTrial, left: number, top: number): string[] {
  const { found, title } = trial
  const facts = [
    `${numberText(failedIn(found))} of ${numberText(sentIn(found))} failed`,
    `longest gap ${numberText(longestGapSeconds(found))} s`,
    ...(found.outageSeconds > 0 ? [`database away ${numberText(found.outageSeconds)} s`] : []),
  ]
  return [
    label(left, top + 12, title, 'fault'),
    held(trial) ? label(left, top + 30, '✓', 'held') : label(left, top + 30, '✗', 'broken'),
    label(left + 16, top + 30, facts.join(' · '), 'soft'),
    label(left + 16, top + 47, writtenText(found), 'soft'),
  ]
}

function writtenText({ rows, edits }: Findings): string {
  const acknowledged = `${numberText(rows.acknowledged)} rows, ${numberText(edits.acknowledged)} edits acknowledged`
  return `${acknowledged} · ${numberText(rows.lost + edits.lost)} lost · ${numberText(rows.doubled + edits.doubled)} doubled`
}
