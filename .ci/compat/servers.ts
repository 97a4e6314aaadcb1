import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { freePort } from '../../wiki-service/test/support/free-port.ts'
import { exchange } from './exchange.ts'

const repository = join(import.meta.dirname, '../..')

export interface Server extends AsyncDisposable {
  readonly port: number
}

/** The original system, with the Python packages that its start script installs. */
export async function startOriginal(databaseUrl: string): Promise<Server> {
  return started('the original', [join(repository, '../shared/bench/peer/start')], { DATABASE_URL: databaseUrl })
}

/** The built service. */
export async function startOurs(databaseUrl: string): Promise<Server> {
  const program = join(repository, 'wiki-service/dist/main.cjs')
  return started('the service', [process.execPath, program, 'serve'], {
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'error',
    DRAIN_SECONDS: '0',
  })
}

async function started(
  name: string,
  [command = '', ...words]: string[],
  environment: Record<string, string>,
): Promise<Server> {
  const port = await freePort()
  const child = spawn(command, words, {
    env: { ...process.env, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  // Python prints a page for each 500; only the reason why a server did not start matters.
  let said = ''
  child.stderr?.on('data', (chunk) => (said = `${said}${chunk}`.slice(-2000)))
  const stop = async (): Promise<void> => ended(child)
  // On its first start, the original installs its packages.
  const deadline = performance.now() + 300_000
  while (!(await isReady(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop()
      throw new Error(`${name} did not start (exit code ${child.exitCode}):\n${said}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return { port, [Symbol.asyncDispose]: stop }
}

async function isReady(port: number): Promise<boolean> {
  try {
    const answer = await exchange(port, {
      method: 'GET',
      target: '/health/ready',
      headers: [],
      body: undefined,
      isChunked: false,
    })
    return answer.status === 200
  } catch {
    return false
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  await exit
}
