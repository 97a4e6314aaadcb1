import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../wiki-service/test/support/free-port.ts'

export interface Service extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  /** From the start of the process to the first 200 of `/health/live`. */
  readonly liveMs: number
  /** … of `/health/ready`. */
  readonly readyMs: number
}

export const packageDirectory = fileURLToPath(new URL('../../wiki-service/', import.meta.url))
export const built = fileURLToPath(new URL('../../wiki-service/dist/main.cjs', import.meta.url))

// As in the image and `npm start`.
const parameters = ['--max-semi-space-size=4', built]
const startMs = 30_000
const stopMs = 10_000

/**
 * Starts the built service and waits until it is ready. Discards its log, whose level is that of production.
 * @throws with its output if it does not start
 */
export async function startService(databaseUrl: string, signal: AbortSignal): Promise<Service> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...parameters, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      MALLOC_ARENA_MAX: '1',
      MALLOC_TRIM_THRESHOLD_: '131072',
      DATABASE_URL: databaseUrl,
      HOST: '127.0.0.1',
      PORT: String(port),
      DRAIN_SECONDS: '0',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
    // Ctrl-C in the terminal must reach only this process, which decides what ends first.
    detached: true,
  })
  const { pid = 0 } = child
  const guard = guardProcess(pid)
  const complaints = text(child.stderr)
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await Promise.race([ended, sleep(stopMs, undefined, { ref: false })])
    child.kill('SIGKILL')
    await ended
    guard.release()
  }

  async function answers(path: string): Promise<number> {
    while (!(await isFine(port, path))) {
      signal.throwIfAborted()
      if (child.exitCode !== null) throw new Error(`the service ended: ${await complaints}`)
      if (performance.now() - startedAt > startMs) throw new Error(`${path} is not 200 after ${startMs} ms`)
      await sleep(1)
    }
    return performance.now() - startedAt
  }

  try {
    const liveMs = await answers('/health/live')
    const readyMs = await answers('/health/ready')
    return { port, pid, liveMs, readyMs, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Migrates a database to the schema of the built service. @throws with the service's output if it cannot */
export async function migrate(databaseUrl: string): Promise<void> {
  const child = spawn(process.execPath, [...parameters, 'migrate'], {
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [log, complaints] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (child.exitCode !== 0) throw new Error(`the database could not be migrated: ${complaints}${log}`)
}

/** Kills the process if this one ends without stopping it, even by SIGKILL. */
function guardProcess(pid: number): { release(): void } {
  const guard = spawn('/bin/sh', ['-c', 'read -r _ || kill -KILL "$1"', 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.unref()
  guard.stdin.on('error', () => {})
  return { release: () => void guard.stdin.end('stopped\n') }
}

async function isFine(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    get({ port, path, host: '127.0.0.1', agent: false, timeout: 1_000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    }).on('error', () => resolve(false))
  })
}
