import { numberText } from '../../tools/number-text.ts'
import { label, line, type Panel, place } from '../../tools/svg.ts'
import type { Lane } from './latency-line.ts'
import type { Scales } from './scales.ts'
import { type DoneTrial, held } from './trials.ts'

/** Makes a single failed request among many visible. */
const least = { width: 3, height: 8 }

/** Good answers per second when they arrived; on top of them, failed requests when they were sent. */
export function answerBars(
  trial: DoneTrial,
  xOfStep: (step: number) => number,
  { rate }: Scales,
  { left, right }: Panel,
  { top, bottom }: Lane,
): string[] {
  const { answered, failed, stepSeconds } = trial.found.timeline
  // After an outage everything that waited arrives at once: cut off at twice the rate, with the number beside it.
  const yOf = (perSecond: number) => bottom - (Math.min(perSecond, 2 * rate) / (2 * rate)) * (bottom - top)
  const outline = answered.map((count, step) => `V${place(yOf(count / stepSeconds))}H${place(xOfStep(step + 1))}`)
  const bars = failed.flatMap((count, step) => {
    const height = Math.max(least.height, bottom - yOf(count / stepSeconds))
    const width = Math.max(least.width, xOfStep(step + 1) - xOfStep(step))
    const y = Math.max(top, yOf((answered[step] ?? 0) / stepSeconds) - height)
    const shape = `x="${place(xOfStep(step))}" y="${place(y)}" width="${place(width)}" height="${place(height)}"`
    return count === 0 ? [] : [`<rect ${shape} class="${held(trial) ? 'allowed' : 'failed'}"/>`]
  })
  return [
    line([left, yOf(rate)], [right, yOf(rate)], 'class="grid"'),
    label(left - 6, yOf(rate) + 4, `${numberText(rate)}/s`, 'soft end'),
    `<path d="M${place(xOfStep(0))},${place(bottom)}${outline.join('')}V${place(bottom)}Z" class="good"/>`,
    ...bars,
    line([left, bottom], [right, bottom], 'class="grid"'),
    ...cutOff(answered, stepSeconds, rate, xOfStep, { left, right }, top),
  ]
}

function cutOff(
  answered: readonly number[],
  stepSeconds: number,
  rate: number,
  xOfStep: (step: number) => number,
  { left, right }: Panel,
  top: number,
): string[] {
  const most = answered.reduce((highest, count) => Math.max(highest, count), 0)
  const step = answered.indexOf(most)
  if (most / stepSeconds <= 2 * rate) return []
  const text = `↑ ${numberText(Math.round(most / stepSeconds))}/s`
  const isRight = xOfStep(step) > (left + 2 * right) / 3
  return [label(isRight ? xOfStep(step) - 4 : xOfStep(step + 1) + 4, top + 9, text, isRight ? 'soft end' : 'soft')]
}
