import { Worker } from 'node:worker_threads'
import type { Job, Report } from './jobs.ts'

/** 56 MiB together, twice what a readable page of 1 MiB needs. */
const memory = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 8, stackSizeMb: 4 } as const
/** Wall-clock limit of a job on a busy machine; the limit that matters is on CPU time. */
const longestMs = 10_000

/** A thread that does one job at a time, and ends when a job uses too much CPU or memory. */
export class WorkerThread {
  readonly #worker: Worker
  readonly #onFree: () => void
  #settle: ((outcome: Report['outcome']) => void) | undefined
  /** CPU used before the current job, in microseconds. */
  #cpu = 0
  #watch: NodeJS.Timeout | undefined

  /**
   * @param onFree it has started, or has finished its job
   * @param onEnd it has ended, for whatever reason; called once
   * @param onDefect called before that if there is a bug to fix
   */
  constructor(file: URL, onFree: () => void, onEnd: () => void, onDefect: (error: unknown) => void) {
    this.#onFree = onFree
    this.#worker = new Worker(file, { name: 'markdown', resourceLimits: memory, env: {} })
    this.#worker.on('message', (report: Report) => this.#hear(report))
    // The job has failed, as the following event reports.
    this.#worker.on('error', (error) => {
      if (!isOutOfMemory(error)) onDefect(error)
    })
    this.#worker.on('exit', () => {
      this.#hand({ kind: 'too_slow' })
      onEnd()
    })
  }

  /**
   * @param limitMs CPU time that the job may use
   * @returns too_slow if the thread ended before the job did
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
