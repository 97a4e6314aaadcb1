import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { programEnvironment } from './program-environment.ts'
import { program as theProgram } from './program.ts'
import { until } from './until.ts'

export interface ServiceProcess extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string
  readonly pid: number
  /** Every line of the log so far; of requests, only those whose X-Request-Id begins with `logged-`. */
  readonly log: readonly LogLine[]
  /** Its stderr: empty unless it could not start. */
  readonly complaints: () => string
  signal(name: NodeJS.Signals): void
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>
}

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg?: string }

// Even a hanging test that times out leaves no process behind.
const children = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/**
 * The service in its own process, once it listens. An unhandled rejection ends it. It is killed at the end of the
 * scope.
 * @param environment settings in addition to PORT, which is free
 */
export async function startService(
  environment: Readonly<Record<string, string>>,
  program = theProgram,
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, ['--unhandled-rejections=strict', program, 'serve'], {
    env: { ...programEnvironment, LOG_LEVEL: 'info', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  const ended = once(child, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? null)
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  const log: LogLine[] = []
  const url = await Promise.race([listening(child, log), ended.then(() => undefined)])
  if (url === undefined) throw new Error(`the service did not start: ${complaints}`)
  return {
    url,
    pid: child.pid ?? 0,
    log,
    complaints: () => complaints,
    signal: (name) => void child.kill(name),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
      children.delete(child)
    },
  }
}

/** The same, once it is ready. */
export async function startReadyService(...options: Parameters<typeof startService>): Promise<ServiceProcess> {
  const service = await startService(...options)
  try {
    await until('ready', async () => (await fetch(`${service.url}/health/ready`)).ok)
    return service
  } catch (error) {
    await service[Symbol.asyncDispose]()
    throw error
  }
}

function listening(child: ChildProcess, log: LogLine[]): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout === null) return
    createInterface(child.stdout).on('line', (text) => {
      // A line for each request of a load test would fill the test's memory.
      if (text.includes('"msg":"request"') && !text.includes('"requestId":"logged-')) return
      const line = JSON.parse(text) as LogLine
      log.push(line)
      if (line.msg === 'listening') resolve(String(line['url']).replace('localhost', '127.0.0.1'))
    })
  })
}
