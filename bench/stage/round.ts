import { setTimeout as sleep } from 'node:timers/promises'
import type { Kind, Outcome } from '../load/order.ts'
import type { Readings } from '../report/result.ts'
import type { Database } from './database.ts'
import { generateLoad } from './generate-load.ts'
import { cpuSeconds, residentMemory } from './process-usage.ts'
import type { Scenario } from './scenarios.ts'
import { type Service, startService } from './service.ts'

export interface RoundPlan {
  readonly scenarios: readonly Scenario[]
  readonly seconds: number
  readonly warmUpSeconds: number
  readonly users: number
  readonly posts: number
}

/** Requests per second of the open loops. The first round measures missing rates. */
export type OpenRates = Partial<Record<Kind, number>>

/**
 * All scenarios in sequence, on a fresh service.
 * @param report receives the readings of each, `start` first and `memory` last
 */
export async function runRound(
  plan: RoundPlan,
  database: Database,
  rates: OpenRates,
  report: (scenario: string, readings: Readings) => void,
  signal: AbortSignal,
): Promise<void> {
  await using service = await startService(database.url, signal)
  const settleMs = Math.min(2, plan.seconds) * 1_000
  await sleep(settleMs, undefined, { signal })
  const idleMiB = residentMemory(service.pid)
  report('start', { liveMs: service.liveMs, readyMs: service.readyMs })
  let loadedMiB: number | undefined

  for (const scenario of plan.scenarios) {
    if (scenario.loop === 'open') rates[scenario.kind] ??= await affordableRate(scenario.kind)
    const { memory, ...readings } = await load(scenario)
    if (memory !== undefined && scenario.loop === 'closed') loadedMiB = Math.max(loadedMiB ?? 0, memory)
    report(scenario.name, known(readings))
  }
  report('memory', known({ idleMiB, loadedMiB }))

  async function load({ kind, connections, loop }: Omit<Scenario, 'name'>) {
    if (kind === 'post' || kind === 'mix') await database.trim()
    const { seconds, warmUpSeconds, users, posts } = plan
    const rate = loop === 'open' ? rates[kind] : undefined
    const target = { host: '127.0.0.1', port: service.port, kind, connections, warmUpSeconds, seconds, users, posts }
    const order = rate === undefined ? target : { ...target, rate }
    const { outcome, begin, end } = await generateLoad(order, () => readUsage(service, database), signal)
    return { ...readingsOf(outcome, begin, end), offeredRate: rate, memory: end.memory }
  }

  async function affordableRate(kind: Kind): Promise<number> {
    const { rate } = await load({ kind, connections: 64, loop: 'closed' })
    return affordable(rate)
  }
}

/** Half of the maximum: leaves room, but keeps requests overlapping. */
export function affordable(rate: number): number {
  return Math.max(1, Number((rate / 2).toPrecision(2)))
}

interface Usage {
  readonly service: number | undefined
  readonly postgres: number | undefined
  readonly memory: number | undefined
}

function readUsage(service: Service, database: Database): Usage {
  return {
    service: cpuSeconds(service.pid),
    postgres: database.pid === undefined ? undefined : cpuSeconds(database.pid),
    memory: residentMemory(service.pid),
  }
}

function readingsOf(
  { answers, requests: _counted, seconds, failures, ...latencies }: Outcome,
  begin: Usage,
  end: Usage,
) {
  const perRequestMs = (from: number | undefined, to: number | undefined) =>
    from === undefined || to === undefined || answers === 0 ? undefined : ((to - from) * 1_000) / answers
  return {
    rate: answers / seconds,
    serviceCpuMs: perRequestMs(begin.service, end.service),
    postgresCpuMs: perRequestMs(begin.postgres, end.postgres),
    failures: Object.values(failures).reduce((sum, count) => sum + count, 0),
    ...latencies,
  }
}

type Unsure<Known> = { readonly [Name in keyof Known]: Known[Name] | undefined }

function known(readings: Unsure<Readings>): Readings {
  return Object.fromEntries(Object.entries(readings).filter(([, value]) => value !== undefined))
}
