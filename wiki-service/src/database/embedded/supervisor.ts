import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type Postmaster, type PostmasterEnd, type PostmasterPlan, startPostmaster } from './postmaster.ts'
import { endPreviousPostmaster } from './previous-postmaster.ts'
import { whenSlow } from './progress.ts'
import type { ServerLog } from './server-log.ts'

export type SupervisorOptions = {
  readonly plan: Omit<PostmasterPlan, 'log' | 'signal'>
  readonly serverLog: ServerLog
  readonly log: (message: string) => void
  readonly onUnexpectedEnd?: (end: PostmasterEnd) => void
}

const firstPauseMs = 100
const longestPauseMs = 5_000
const leftoverMs = 10_000

/**
 * Starts PostgreSQL, and restarts it whenever it ends on its own, until disposed of.
 * @throws if the first start fails
 */
export async function supervise(options: SupervisorOptions): Promise<AsyncDisposable> {
  const stopping = new AbortController()
  const first = await start(options, stopping.signal)
  if (!('pid' in first)) throw new Error(`${await describe(first, options.serverLog)} (more in its log, postgres.log)`)
  let current: Postmaster | undefined = first
  const ended = watch()

  async function watch(): Promise<void> {
    while (current !== undefined) {
      const end = await current.ended
      if (stopping.signal.aborted) return
      options.log(`PostgreSQL ended unexpectedly (${await describe(end, options.serverLog)}), restarting it`)
      options.onUnexpectedEnd?.(end)
      current = await startAgain(options, stopping.signal)
      if (stopping.signal.aborted) return current?.stop('fast')
      options.log('PostgreSQL is running again')
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await current?.stop('fast')
      await ended
    },
  }
}

async function start(options: SupervisorOptions, signal: AbortSignal): Promise<Postmaster | PostmasterEnd> {
  const { plan, serverLog, log } = options
  await endPreviousPostmaster(plan.directory, log)
  const deadline = performance.now() + leftoverMs
  for (;;) {
    const starting = startPostmaster({ ...plan, log: serverLog.descriptor, signal })
    const result = await whenSlow(starting, () => log('waiting for PostgreSQL to recover from its last stop …'))
    if ('pid' in result || signal.aborted || performance.now() > deadline) return result
    // Backends of a killed postmaster that the system did not reveal: they end on their own.
    if (!/pre-existing shared memory/.test(await describe(result, serverLog))) return result
    await delay(firstPauseMs)
  }
}

/** @returns undefined if it is no longer wanted */
async function startAgain(options: SupervisorOptions, signal: AbortSignal): Promise<Postmaster | undefined> {
  let reported = ''
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const result = await start(options, signal).catch((error: unknown) => String(error))
    if (typeof result === 'object' && 'pid' in result) return result
    const reason = typeof result === 'string' ? result : await describe(result, options.serverLog)
    if (reason !== reported && !signal.aborted) options.log(`PostgreSQL cannot start, retrying: ${reason}`)
    reported = reason
    await delay(randomInt(pauseMs / 2, pauseMs), undefined, { signal }).catch(() => {})
  }
  return undefined
}

async function describe({ status, signal }: PostmasterEnd, serverLog: ServerLog): Promise<string> {
  if (signal !== null) return `signal ${signal}`
  if (status === null) return 'the program cannot be run'
  return (await serverLog.lastComplaint()) ?? `exit status ${status}`
}
