import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Account, commandFor, programEnvironment } from './account.ts'
import type { Binaries } from './binaries.ts'

export type PostmasterPlan = {
  readonly binaries: Binaries
  readonly account: Account
  readonly directory: string
  /** PostgreSQL's configuration parameters. */
  readonly settings: Readonly<Record<string, string>>
  /** File descriptor for PostgreSQL's log. */
  readonly log: number
  /** Aborts a start in progress. */
  readonly signal?: AbortSignal
}

export type Postmaster = {
  readonly pid: number
  /** Settles when the process ends, for whatever reason. */
  readonly ended: Promise<PostmasterEnd>
  /** `fast` aborts running transactions and writes a checkpoint; `immediate` leaves that to crash recovery. */
  stop(mode: 'fast' | 'immediate'): Promise<void>
}

export type PostmasterEnd = { readonly status: number | null; readonly signal: NodeJS.Signals | null }

const fastShutdownMs = 15_000
const immediateShutdownMs = 5_000
const pollMs = 10

/**
 * Starts PostgreSQL and waits until it accepts connections. After a crash that takes as long as recovery takes: the
 * only bound is the life of the process.
 * @returns how it ended, if it ended before it was ready
 */
export async function startPostmaster(plan: PostmasterPlan): Promise<Postmaster | PostmasterEnd> {
  const child = spawnPostgres(plan)
  const ended = new Promise<PostmasterEnd>((resolve) => {
    child.once('error', () => resolve({ status: null, signal: null }))
    child.once('exit', (status, signal) => resolve({ status, signal }))
  })
  const { pid } = child
  if (pid === undefined) return ended
  while (!(await isReady(plan.directory, pid))) {
    if (child.exitCode !== null || child.signalCode !== null) return ended
    if (plan.signal?.aborted === true) {
      await stopProcess(child, ended, 'fast')
      return ended
    }
    await delay(pollMs)
  }
  // PostgreSQL alone must not keep a Node process alive.
  child.unref()
  return { pid, ended, stop: async (mode) => stopProcess(child, ended, mode) }
}

function spawnPostgres({ account, binaries, directory, settings, log }: PostmasterPlan): ChildProcess {
  const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [file, rest] = commandFor(account, binaries.postgres, ['-D', directory, ...parameters])
  return spawn(file, rest, {
    ...account.spawnAs,
    env: programEnvironment,
    cwd: '/',
    // A session of its own: Ctrl-C reaches only the service, which stops PostgreSQL after its last request.
    detached: true,
    stdio: ['ignore', log, log],
  })
}

/** pg_ctl waits for the lock file's eighth line as well (src/include/utils/pidfile.h). */
async function isReady(directory: string, pid: number): Promise<boolean> {
  const lines = (await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}

async function stopProcess(child: ChildProcess, ended: Promise<unknown>, mode: 'fast' | 'immediate'): Promise<void> {
  child.ref()
  if (mode === 'fast') {
    child.kill('SIGINT')
    if (await within(fastShutdownMs, ended)) return
  }
  child.kill('SIGQUIT')
  if (await within(immediateShutdownMs, ended)) return
  child.kill('SIGKILL')
  await ended
}

async function within(milliseconds: number, event: Promise<unknown>): Promise<boolean> {
  const timeout = new AbortController()
  const late = delay(milliseconds, false, { signal: timeout.signal }).catch(() => false)
  const result = await Promise.race([event.then(() => true), late])
  timeout.abort()
  return result
}
