import { setTimeout as sleep } from 'node:timers/promises'
import { numberText } from '../../tools/number-text.ts'
import type { Readings } from '../report/result.ts'
import { type Database, openDatabase } from '../stage/database.ts'
import { cpuSeconds } from '../stage/process-usage.ts'
import { type Service, startService } from '../stage/service.ts'
import { type Load, oftenReadViews, save } from './loads.ts'
import { sendAll } from './send-all.ts'

export interface Wiki extends AsyncDisposable {
  readonly size: number
  measure(load: Load, seconds: number, signal: AbortSignal): Promise<Readings>
}

const versions = 2
/** The service indexes what was saved within a second. */
const settleMs = 1_500

/** A new wiki with so many pages of two versions. @throws if the service refuses a page, or the signal aborts */
export async function openWiki(size: number, show: (what: string) => void, signal: AbortSignal): Promise<Wiki> {
  await using scope = new AsyncDisposableStack()
  const database = scope.use(await openDatabase({ users: 1, posts: 0 }))
  const service = scope.use(await startService(database.url, signal))
  for (let version = 1; version <= versions; version += 1) {
    let sent = 0
    const next = (): string | undefined => {
      if (sent === size) return undefined
      if (sent % 1_000 === 0) show(`version ${version} of page ${numberText(sent)} of ${numberText(size)}`)
      sent += 1
      return save(sent - 1, size, version)
    }
    const { failures } = await sendAll(service.port, 16, next, signal)
    if (failures > 0) throw new Error(`the service refused ${failures} pages`)
  }
  const views = oftenReadViews(size)
  await sendAll(service.port, 16, () => views.pop(), signal)
  await sleep(settleMs, undefined, { signal })
  await database.settle()
  const kept = scope.move()
  return {
    size,
    measure: (load, seconds, signal) => measure({ size, database, service, load }, seconds, signal),
    [Symbol.asyncDispose]: async () => kept.disposeAsync(),
  }
}

interface Trial {
  readonly size: number
  readonly database: Database
  readonly service: Service
  readonly load: Load
}

async function measure(
  { size, database, service, load }: Trial,
  seconds: number,
  signal: AbortSignal,
): Promise<Readings> {
  const during = (duration: number) => {
    const end = performance.now() + duration * 1_000
    const next = () => (performance.now() < end ? load.request(size) : undefined)
    return sendAll(service.port, load.connections, next, signal)
  }
  await during(Math.min(1, seconds))
  const [begin, beginService, beginPostgres] = [performance.now(), cpuOf(service.pid), cpuOf(database.pid)]
  const { answers, failures } = await during(seconds)
  const elapsed = (performance.now() - begin) / 1_000
  if (load.writes) await sleep(settleMs, undefined, { signal })
  const perRequestMs = (seconds: number) => (seconds * 1_000) / answers
  return {
    rate: answers / elapsed,
    serviceCpuMs: perRequestMs(cpuOf(service.pid) - beginService),
    postgresCpuMs: perRequestMs(cpuOf(database.pid) - beginPostgres),
    failures,
  }
}

/** 0 where it cannot be read. */
function cpuOf(pid: number | undefined): number {
  return (pid === undefined ? undefined : cpuSeconds(pid)) ?? 0
}
