import { availableParallelism } from 'node:os'
import type { Job, NoResult, Report, Results } from './jobs.ts'
import { WorkerThread } from './worker-thread.ts'

/** CPU time of a worker that one job may use. */
const cpuLimitMs = { render: 200, links: 200, outline: 200, section: 200, merge: 1000, diff: 1000 } as const
const most = { waiting: 256, waitingCharacters: 16 << 20 } as const
/** Larger jobs may occupy only one thread while smaller ones wait. */
const largeCharacters = 64 << 10
/** How long a large job lets smaller ones pass. */
const patienceMs = 500
/** Threads end after this long without work, so that an idle service holds no memory for them. */
const idleMs = 60_000

export interface JobObserver {
  markdownJobEnded?(job: Job['kind'], outcome: 'done' | 'too_slow' | 'busy'): void
  /** A thread could not start, or hit a bug. */
  markdownThreadFailed?(error: unknown): void
}

interface Waiting {
  readonly job: Job
  readonly size: number
  /** In milliseconds of performance.now(). */
  readonly since: number
  readonly begin: (outcome: Promise<Report['outcome']>) => void
}

/**
 * Works outside of the event loop, so that no text, however hostile, delays other requests. Threads start with the
 * first job. A job that is too slow costs its thread, and the time to start another one (about 0.1 s); small jobs go
 * before large ones.
 */
export class WorkerPool implements AsyncDisposable {
  readonly #most = threadsFor(availableParallelism(), process.constrainedMemory())
  readonly #threads = new Set<WorkerThread>()
  readonly #free: WorkerThread[] = []
  #starting = 0
  #large = 0
  readonly #small: Waiting[] = []
  readonly #largeOnes: Waiting[] = []
  #waitingCharacters = 0
  #idle: NodeJS.Timeout | undefined
  #closed = false

  readonly #observer: JobObserver

  readonly #file: URL

  /** @param file that the threads run */
  constructor(observer: JobObserver, file = workerFile()) {
    this.#observer = observer
    this.#file = file
  }

  /** @param deadline for the wait and the result together, in milliseconds of performance.now() */
  async run<Kind extends Job['kind']>(job: Job & { kind: Kind }, deadline: number): Promise<Results[Kind] | NoResult> {
    const result = await this.#queued<Kind>(job, deadline)
    const isDone = result.kind !== 'too_slow' && result.kind !== 'busy'
    this.#observer.markdownJobEnded?.(job.kind, isDone ? 'done' : result.kind)
    return result
  }

  #queued<Kind extends Job['kind']>(job: Job & { kind: Kind }, deadline: number): Promise<Results[Kind] | NoResult> {
    return new Promise((resolve) => {
      const size = sizeOf(job)
      const queue = size < largeCharacters ? this.#small : this.#largeOnes
      const waiting = this.#small.length + this.#largeOnes.length
      if (this.#closed || waiting >= most.waiting || this.#waitingCharacters + size > most.waitingCharacters)
        return resolve({ kind: 'busy' })
      const entry: Waiting = {
        job,
        size,
        since: performance.now(),
        // The worker answers each kind of job with its result.
        begin: (outcome) =>
          void outcome.then((result) => finish((result as Results[Kind] | NoResult | undefined) ?? { kind: 'busy' })),
      }
      const expiry = setTimeout(
        () => {
          const place = queue.indexOf(entry)
          if (place >= 0) this.#forget(queue.splice(place, 1))
          resolve({ kind: 'busy' })
        },
        Math.max(0, deadline - performance.now()),
      )
      const finish = (result: Results[Kind] | NoResult) => {
        clearTimeout(expiry)
        resolve(result)
      }
      this.#waitingCharacters += size
      queue.push(entry)
      this.#turn()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    clearTimeout(this.#idle)
    await Promise.all([...this.#threads].map((thread) => thread.end()))
  }

  #turn(): void {
    clearTimeout(this.#idle)
    for (let entry = this.#next(); entry !== undefined && !this.#closed; entry = this.#next()) {
      const thread = this.#free.pop()
      if (thread === undefined) return this.#startOne()
      const queue = entry.size < largeCharacters ? this.#small : this.#largeOnes
      this.#forget(queue.splice(0, 1))
      this.#begin(entry, thread)
    }
    if (this.#free.length === this.#threads.size) this.#idle = setTimeout(() => void this.#endAll(), idleMs).unref()
  }

  /** The next job; undefined if none may begin. */
  #next(): Waiting | undefined {
    const mayBeLarge = this.#large === 0 || this.#large < this.#most - 1
    const large = mayBeLarge ? this.#largeOnes[0] : undefined
    const isPatient = large === undefined || performance.now() - large.since < patienceMs
    return isPatient ? (this.#small[0] ?? large) : large
  }

  #begin(entry: Waiting, thread: WorkerThread): void {
    const isLarge = entry.size >= largeCharacters
    if (isLarge) this.#large++
    const outcome = thread.run(entry.job, cpuLimitMs[entry.job.kind])
    entry.begin(outcome)
    void this.#whenDone(outcome, isLarge)
  }

  async #whenDone(outcome: Promise<unknown>, isLarge: boolean): Promise<void> {
    await outcome
    if (isLarge) this.#large--
    this.#turn()
  }

  #startOne(): void {
    if (this.#starting > 0 || this.#threads.size >= this.#most) return
    this.#starting++
    let started = false
    const hasStarted = () => {
      if (!started) this.#starting--
      started = true
    }
    const thread: WorkerThread = new WorkerThread(
      this.#file,
      () => {
        hasStarted()
        this.#free.push(thread)
        this.#turn()
      },
      () => {
        // Otherwise a thread that cannot start would be restarted forever.
        if (!started) this.#giveUpOne()
        hasStarted()
        this.#threads.delete(thread)
        const place = this.#free.indexOf(thread)
        if (place >= 0) this.#free.splice(place, 1)
        this.#turn()
      },
      (error) => this.#observer.markdownThreadFailed?.(error),
    )
    this.#threads.add(thread)
  }

  #giveUpOne(): void {
    const queue = this.#small.length > 0 ? this.#small : this.#largeOnes
    const entries = queue.splice(0, 1)
    this.#forget(entries)
    for (const entry of entries) entry.begin(Promise.resolve(undefined))
  }

  async #endAll(): Promise<void> {
    await Promise.all(this.#free.splice(0).map((thread) => thread.end()))
  }

  #forget(entries: readonly Waiting[]): void {
    for (const { size } of entries) this.#waitingCharacters -= size
  }
}

/**
 * Two, so that pages render while one of them is too slow; one if there is only one CPU, or not enough memory.
 * @param memoryLimit in bytes; 0, or more than any machine has, means no limit
 */
export function threadsFor(cpus: number, memoryLimit: number): number {
  return cpus < 2 || (memoryLimit > 0 && memoryLimit < 384 * 2 ** 20) ? 1 : 2
}

/** In the same directory, both as source and as bundle. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? 'worker.ts' : 'markdown-worker.cjs', import.meta.url)
}

function sizeOf(job: Job): number {
  switch (job.kind) {
    case 'merge':
      return job.base.length + job.yours.length + job.current.length
    case 'diff':
      return job.from.length + job.to.length
    case 'section':
      return job.source.length + job.heading.length
    case 'render':
    case 'links':
    case 'outline':
      return job.source.length
    default:
      return job satisfies never
  }
}
