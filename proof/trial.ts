import { setTimeout as sleep } from 'node:timers/promises'
import type { Audit } from './audit.ts'
import type { Fault, Scene } from './fault.ts'
import { figuresOf } from './figures.ts'
import { inflict } from './inflict.ts'
import { type Ended, endOf } from './load/order.ts'
import type { Findings } from './report/result.ts'
import type { Stage } from './stage/stage.ts'
import { problemsOf } from './verdict.ts'
import { eventually } from './wait.ts'

/**
 * One fault, from the calm before it to the audit after it, under load except during the audit.
 * @param calmSeconds before the fault, and again after recovery
 * @throws if it could not be inflicted or undone, or the release does not recover
 */
export async function tryFault(
  fault: Fault,
  { scene, load, watch }: Stage,
  audit: Audit,
  calmSeconds: number,
  signal: AbortSignal,
): Promise<Findings> {
  const seen = load.requests.length
  const before = await scene.release.pods('api')
  const beginAt = await load.time()
  await sleep(calmSeconds * 1_000, undefined, { signal })
  const faultAt = await load.time()
  await inflict(fault, scene, signal)
  const whole = await eventually(
    async () => watch.isUp && answersWell(load.requests) && (await isWhole(scene)),
    healSeconds,
    signal,
  )
  const healedAt = await load.time()
  if (!whole) throw new Error(`the release has not recovered ${healSeconds} s after the fault`)
  await sleep(calmSeconds * 1_000, undefined, { signal })
  const endAt = await load.time()
  await load.pause()

  const requests = load.requests.slice(seen)
  const findings = {
    ...figuresOf(requests, { beginAt, faultAt, healedAt, endAt }),
    outageSeconds: watch.longestOutage(faultAt, endAt),
    ...(await audit.stored(load.requests, requests)),
    counters: await audit.counters(),
    apiRestarts: await audit.restarts(before),
  }
  const problems = problemsOf(fault.mustHold, findings, requests, healedAt)
  await load.resume()
  return { problems, ...findings }
}

/** Large databases recover for minutes; this one is small. */
const healSeconds = 120

/** Whether nothing failed in the last second. After all pods are ready, a proxy may need one to notice. */
function answersWell(requests: readonly Ended[]): boolean {
  const last = requests.at(-1)
  if (last === undefined) return false
  const since = endOf(last) - 1_000
  const recent = requests.slice(1 + requests.findLastIndex((request) => endOf(request) < since))
  return recent.every(({ failure }) => failure === undefined)
}

async function isWhole({ release, ingressController }: Scene): Promise<boolean> {
  return (await release.isWhole()) && (ingressController === undefined || (await ingressController.isWhole()))
}
