import type { Commit } from '../../tools/commit.ts'
import type { Machine } from '../stage/machine.ts'

/** Written by a run; read by the comparison and the plot. */
export interface Result extends Commit {
  readonly format: 1
  /** When the run began: RFC 3339, in UTC. */
  readonly at: string
  readonly machine: Machine
  readonly settings: {
    readonly rounds: number
    readonly seconds: number
    readonly warmUpSeconds: number
    readonly users: number
    readonly posts: number
  }
  /** By scenario: `start`, and the names of the command line. */
  readonly scenarios: Readonly<Record<string, Figures>>
}

export type Figures = Partial<Readonly<Record<FigureName, Spread>>>

/** Over the rounds. */
export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
  readonly rounds: readonly number[]
}

/** Of one round; unavailable figures are missing. */
export type Readings = Partial<Readonly<Record<FigureName, number>>>

export type FigureName = keyof typeof figures

export interface Figure {
  readonly title: string
  readonly unit: string
  readonly better: 'higher' | 'lower' | 'neither'
}

const latency = { unit: 'ms', better: 'lower' } as const

export const figures = {
  rate: { title: 'rate', unit: '/s', better: 'higher' },
  serviceCpuMs: { title: 'CPU per request, service', unit: 'ms', better: 'lower' },
  postgresCpuMs: { title: 'CPU per request, PostgreSQL', unit: 'ms', better: 'lower' },
  offeredRate: { title: 'offered rate', unit: '/s', better: 'neither' },
  p50Ms: { title: 'p50', ...latency },
  p90Ms: { title: 'p90', ...latency },
  p99Ms: { title: 'p99', ...latency },
  p999Ms: { title: 'p99.9', ...latency },
  maxMs: { title: 'longest', ...latency },
  failures: { title: 'failed', unit: '', better: 'lower' },
  generatorShare: { title: 'generator, of a core', unit: '', better: 'neither' },
  lateMs: { title: 'generator late, p99', unit: 'ms', better: 'neither' },
  liveMs: { title: 'start to live', unit: 'ms', better: 'lower' },
  readyMs: { title: 'start to ready', unit: 'ms', better: 'lower' },
  idleMiB: { title: 'memory, idle', unit: 'MiB', better: 'lower' },
  loadedMiB: { title: 'memory, loaded', unit: 'MiB', better: 'lower' },
} as const satisfies Record<string, Figure>

export const figureNames = Object.keys(figures) as readonly FigureName[]

export function summarize(rounds: readonly Readings[]): Figures {
  const spreads = figureNames.flatMap((name) => {
    const values = rounds.flatMap((round) => round[name] ?? [])
    return values.length === 0 ? [] : [[name, spreadOf(values)] as const]
  })
  return Object.fromEntries(spreads)
}

function spreadOf(values: readonly number[]): Spread {
  const rounded = values.map(sixDigits)
  const sorted = rounded.toSorted((one, other) => one - other)
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
  return { min: sorted[0] ?? 0, median: sixDigits(median), max: sorted.at(-1) ?? 0, rounds: rounded }
}

function sixDigits(value: number): number {
  return Number(value.toPrecision(6))
}
