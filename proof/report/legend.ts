import { label, place } from '../../tools/svg.ts'
import { type DoneTrial, failedIn, held } from './trials.ts'

interface Entry {
  readonly kind: 'latency' | 'good' | 'failed' | 'allowed' | 'shade'
  readonly text: string
}

/** The meaning of the colours; that of allowed failures only if there are any. */
export function legend(trials: readonly DoneTrial[], left: number, y: number): string[] {
  const isAllowed = trials.some((trial) => held(trial) && failedIn(trial.found) > 0)
  const entries: readonly Entry[] = [
    { kind: 'shade', text: 'fault, until all pods are ready again' },
    { kind: 'latency', text: 'longest latency' },
    { kind: 'good', text: 'good answers' },
    { kind: 'failed', text: 'failed' },
    ...(isAllowed ? [{ kind: 'allowed', text: 'failed, as the fault allows' } as const] : []),
  ]
  let x = left
  return entries.flatMap(({ kind, text }) => {
    const at = x
    // Wide enough for the widest of the fonts.
    x += 40 + text.length * 6.4
    return [swatch(kind, at, y), label(at + 20, y, text, 'soft')]
  })
}

function swatch(kind: Entry['kind'], x: number, y: number): string {
  return kind === 'latency'
    ? `<path d="M${place(x)},${place(y - 4)}h14" class="latency"/>`
    : `<rect x="${place(x)}" y="${place(y - 10)}" width="14" height="12" rx="2" class="${kind}"/>`
}
