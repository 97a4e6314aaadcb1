import { readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { processesIn } from './processes.ts'
import { socketName } from './socket.ts'

const fastShutdownMs = 15_000
const immediateShutdownMs = 5_000
const leftoverMs = 5_000
const pollMs = 20

/**
 * Ends what a killed service or a killed postmaster left running in the data directory, so that PostgreSQL can start in
 * it. A pid alone proves nothing, because it may have been reused: only PostgreSQL's processes whose working directory
 * is this one count.
 */
export async function endPreviousPostmaster(cluster: string, log: (message: string) => void): Promise<void> {
  const recorded = await recordedPid(cluster)
  if (recorded === undefined) return
  const running = async (): Promise<boolean> => (await processesIn(cluster)).includes(recorded)
  if (await running()) {
    log(`stopping the PostgreSQL (pid ${recorded}) that a killed service left behind`)
    await end(recorded, 'SIGINT', running, fastShutdownMs)
    await end(recorded, 'SIGQUIT', running, immediateShutdownMs)
    await end(recorded, 'SIGKILL', running, immediateShutdownMs)
  }
  await endLeftovers(cluster)
  await forgetReusedPid(cluster, recorded)
}

async function recordedPid(cluster: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => ''), 10)
  return pid > 0 ? pid : undefined
}

async function end(
  pid: number,
  signal: NodeJS.Signals,
  running: () => Promise<boolean>,
  milliseconds: number,
): Promise<void> {
  if (!(await running())) return
  send(pid, signal)
  await until(async () => !(await running()), milliseconds)
}

/** Backends notice the end of their postmaster on their own; a stuck one would prevent new shared memory. */
async function endLeftovers(cluster: string): Promise<void> {
  const none = async (): Promise<boolean> => (await processesIn(cluster)).length === 0
  if (await until(none, leftoverMs)) return
  for (const pid of await processesIn(cluster)) send(pid, 'SIGKILL')
  await until(none, leftoverMs)
}

// PostgreSQL mistakes any living process of its user with the recorded pid for its postmaster, and does not start.
async function forgetReusedPid(cluster: string, recorded: number): Promise<void> {
  if ((await recordedPid(cluster)) !== recorded) return
  if (await accepts(join(cluster, socketName))) throw inUseElsewhere(cluster)
  if (!send(recorded, 0)) return
  await rm(join(cluster, 'postmaster.pid'), { force: true })
  await rm(join(cluster, `${socketName}.lock`), { force: true })
}

/** The socket reveals a PostgreSQL in another container, whose processes are invisible. */
async function accepts(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    return await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    })
  } finally {
    socket.destroy()
  }
}

function inUseElsewhere(cluster: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'in_use',
    `A PostgreSQL outside of this system, perhaps in another container, runs in ${cluster}: ` +
      'stop that one, or set WIKI_DATA_DIR to another directory',
  )
}

/** @returns false if there is no such process */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function until(condition: () => Promise<boolean>, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds
  while (!(await condition())) {
    if (performance.now() > deadline) return false
    await delay(pollMs)
  }
  return true
}
