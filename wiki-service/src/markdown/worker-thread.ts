import { Worker } from 'node:worker_threads'
import type { Job, Report } from './jobs.ts'

/** Together 56 MiB: a page of 1 MiB that is for reading takes half of it. */
const memory = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 8, stackSizeMb: 4 } as const
/** What a job may take by the clock where the machine has more to do; the limit that matters counts CPU. */
const longestMs = 10_000

/** A thread that does one job at a time, and ends when a job takes too much of its CPU or memory. */
export class WorkerThread {
  readonly #worker: Worker
  readonly #onFree: () => void
  #settle: ((outcome: Report['outcome']) => void) | undefined
  /** CPU that it had used before its present job, in microseconds. */
  #cpu = 0
  #watch: NodeJS.Timeout | undefined

  /**
   * @param onFree it has started, or has done its job
   * @param onEnd it is gone, for whatever reason; called once
   * @param onDefect called before that when there is a defect to fix
   */
  constructor(file: URL, onFree: () => void, onEnd: () => void, onDefect: (error: unknown) => void) {
    this.#onFree = onFree
    this.#worker = new Worker(file, { name: 'markdown', resourceLimits: memory, env: {} })
    this.#worker.on('message', (report: Report) => this.#hear(report))
    // The job has failed, as the event that follows says.
    this.#worker.on('error', (error) => {
      if (!isOutOfMemory(error)) onDefect(error)
    })
    this.#worker.on('exit', () => {
      this.#hand({ kind: 'too_slow' })
      onEnd()
    })
  }

  /**
   * @param limitMs CPU that it may take
   * @returns too_slow when the thread ended before it was done
   */
  run(job: Job, limitMs: number): Promise<Report['outcome']> {
    const deadline = performance.now() + longestMs
    this.#worker.ref()
    this.#watch = setTimeout(() => void this.#look(limitMs, deadline), limitMs)
    this.#worker.postMessage(job)
    return new Promise((resolve) => (this.#settle = resolve))
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }

  async #look(limitMs: number, deadline: number): Promise<void> {
    const watched = this.#watch
    const { user, system } = await this.#worker.cpuUsage().catch(() => ({ user: 0, system: 0 }))
    if (this.#watch !== watched) return
    const leftMs = limitMs - (user + system - this.#cpu) / 1000
    if (leftMs <= 0 || performance.now() > deadline) return void this.#worker.terminate()
    this.#watch = setTimeout(() => void this.#look(limitMs, deadline), Math.max(leftMs, 5))
  }

  #hear({ cpu, outcome }: Report): void {
    this.#cpu = cpu
    this.#hand(outcome)
    this.#worker.unref()
    this.#onFree()
  }

  #hand(outcome: Report['outcome']): void {
    clearTimeout(this.#watch)
    this.#watch = undefined
    this.#settle?.(outcome)
    this.#settle = undefined
  }
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
