import { setTimeout as sleep } from 'node:timers/promises'
import { numberText } from '../../tools/number-text.ts'
import type { Progress } from '../../tools/progress.ts'
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

/** Steps of progress that openWiki() completes: tenths of the pages, and the rest. */
export const stepsOfWiki = 11

/** A new wiki with so many pages of two versions. @throws if the service refuses a page, or the signal aborts */
export async function openWiki(size: number, progress: Progress, signal: AbortSignal): Promise<Wiki> {
  await using scope = new AsyncDisposableStack()
  progress.show('starting PostgreSQL and the service')
  const database = scope.use(await openDatabase({ users: 1, posts: 0 }))
  const service = scope.use(await startService(database.url, signal))
  await fill(service.port, size, progress, signal)
  progress.show(`${numberText(size)} pages: filling the cache, vacuuming`)
  const views = oftenReadViews(size)
  await sendAll(service.port, 16, () => views.pop(), signal)
  await sleep(settleMs, undefined, { signal })
  await database.settle()
  progress.step(`${numberText(size)} pages: filled the cache, vacuumed`)
  const kept = scope.move()
  return {
    size,
    measure: (load, seconds, signal) => measure({ size, database, service, load }, seconds, signal),
    [Symbol.asyncDispose]: async () => kept.disposeAsync(),
  }
}

async function fill(port: number, size: number, progress: Progress, signal: AbortSignal): Promise<void> {
  let tenths = 0
  for (let version = 1; version <= versions; version += 1) {
    let sent = 0
    const report = (): void => {
      const what = `${numberText(size)} pages, version ${version}: saved ${numberText(sent)}`
      const done = Math.floor((((version - 1) * size + sent) / (versions * size)) * 10)
      for (; tenths < done; tenths += 1) progress.step(what)
      progress.show(what)
    }
    const next = (): string | undefined => {
      if (sent === size) return undefined
      if (sent % reportedPages === 0) report()
      sent += 1
      return save(sent - 1, size, version)
    }
    const { failures } = await sendAll(port, 16, next, signal)
    if (failures > 0) throw new Error(`the service refused ${failures} pages`)
    report()
  }
}

/** In a terminal, once in so many pages. */
const reportedPages = 100

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
