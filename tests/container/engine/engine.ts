import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Runs the docker client; DOCKER_HOST selects the engine. Returns its output; throws with its message. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout, stderr } = await execute('docker', args, { maxBuffer: 64 * 1024 * 1024 })
  return args[0] === 'logs' ? stdout + stderr : stdout.trim()
}

/** Waits for a condition, checking it four times a second. */
export async function until(what: string, seconds: number, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`)
    await sleep(250)
  }
}

/** Seconds that an action takes. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await action()
  return (performance.now() - begin) / 1000
}

export type Status = {
  state: 'booting' | 'ready' | 'stopping' | 'stopped' | 'failed'
  stages: { name: string; seconds: number }[]
  error: { cause: string; remedy: string } | null
}

/** A container of the image under test. Disposing of it removes it and its volumes. */
export class Container implements AsyncDisposable {
  readonly id: string

  private constructor(id: string) {
    this.id = id
  }

  static async run(image: string, ...options: string[]): Promise<Container> {
    return new Container(await docker('run', '--detach', ...options, image))
  }

  /** The address of its port 8080 on this machine. If Docker chooses the port, it changes with each start. */
  async url(): Promise<string> {
    const address = await docker('port', this.id, '8080/tcp')
    return `http://${address.split('\n')[0]}`
  }

  exec(...command: string[]): Promise<string> {
    return docker('exec', this.id, ...command)
  }

  logs(): Promise<string> {
    return docker('logs', this.id)
  }

  inspect(format: string): Promise<string> {
    return docker('inspect', '--format', format, this.id)
  }

  async status(): Promise<Status> {
    return JSON.parse(await this.exec('cat', '/run/wiki/status.json')) as Status
  }

  /** CPU seconds of the container since its start, which depend little on other load. */
  async cpuSeconds(): Promise<number> {
    const files = '/sys/fs/cgroup/cpuacct/cpuacct.usage /sys/fs/cgroup/cpu.stat'
    const told = await this.exec('sh', '-c', `cat ${files} 2>/dev/null || true`)
    const microseconds = /^usage_usec (\d+)$/m.exec(told)?.[1]
    return microseconds === undefined ? Number(told.split('\n')[0]) / 1e9 : Number(microseconds) / 1e6
  }

  /** Waits until it reports that it is ready; throws with its log if it ends before. */
  async ready(seconds: number): Promise<void> {
    await until(`${await this.logs()}\nready`, seconds, async () => {
      if ((await this.inspect('{{.State.Running}}')) !== 'true') return true
      return (await this.status()).state === 'ready'
    }).catch(async (error: unknown) => {
      throw new Error(`${String(error)}\n${await this.logs()}`)
    })
    if ((await this.inspect('{{.State.Running}}')) !== 'true') throw new Error(await this.logs())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker('rm', '--force', '--volumes', this.id)
  }
}
