import type { Lanes } from './lanes.ts'
import { Unavailable } from './unavailable.ts'

export interface BatcherOptions<Input, Output> {
  /** For the metrics. */
  readonly name: string
  readonly lanes: Lanes
  /** Calls that may share one statement. */
  readonly maxBatch: number
  /** Calls that may wait; one more is refused. */
  readonly maxQueue: number
  /** Bytes that a call puts into the statement, and how many one statement may hold; a single call may be larger. */
  readonly weigh?: (input: Input) => number
  readonly maxWeight?: number
  /** Answers every input, in their order. The deadline is that of the latest call. */
  readonly run: (inputs: readonly Input[], deadline: number) => Promise<readonly Output[]>
  readonly observer: BatchObserver
}

export interface BatchObserver {
  ran(batcher: string, size: number, seconds: number): void
}

/** How soon an empty queue is looked at again. */
const idleExpiryMs = 250

interface Call<Input, Output> {
  readonly input: Input
  readonly deadline: number
  readonly resolve: (output: Output) => void
  readonly reject: (error: unknown) => void
}

/**
 * Lets calls that arrive together share one statement. Calls of one turn of the event loop are collected, and a batch leaves as
 * soon as a lane is free: a call alone waits for nothing, and batches grow with the load. A call only ever joins a
 * statement that starts after it, so it sees every write that was acknowledged before.
 */
export class Batcher<Input, Output> {
  #queue: Call<Input, Output>[] = []
  /** A turn of #dispatch is on its way, or a lane will call it. */
  #scheduled = false
  #expiry: NodeJS.Timeout | undefined
  readonly #options: BatcherOptions<Input, Output>

  constructor(options: BatcherOptions<Input, Output>) {
    this.#options = options
  }

  /**
   * @param deadline in milliseconds of performance.now(); deadlines of successive calls do not decrease
   * @throws Unavailable when the queue is full or the deadline has come; else what the statement throws
   */
  submit(input: Input, deadline: number): Promise<Output> {
    if (this.#queue.length >= this.#options.maxQueue) return Promise.reject(new Unavailable('queue_full'))
    return new Promise((resolve, reject) => {
      this.#queue.push({ input, deadline, resolve, reject })
      if (this.#scheduled) return
      this.#scheduled = true
      setImmediate(this.#dispatch)
    })
  }

  get name(): string {
    return this.#options.name
  }

  /** Calls that wait for a lane. */
  get queued(): number {
    return this.#queue.length
  }

  readonly #dispatch = (): void => {
    this.#dropExpired()
    while (this.#queue.length > 0) {
      if (!this.#options.lanes.take(this.#dispatch)) {
        if (this.#expiry === undefined) this.#watchExpiry()
        return
      }
      void this.#run(this.#nextBatch())
    }
    this.#scheduled = false
  }

  #nextBatch(): Call<Input, Output>[] {
    const { maxBatch, weigh, maxWeight = Infinity } = this.#options
    let size = Math.min(maxBatch, this.#queue.length)
    if (weigh !== undefined) {
      let weight = 0
      const fitting = this.#queue.findIndex((call, index) => (weight += weigh(call.input)) > maxWeight && index > 0)
      if (fitting !== -1) size = Math.min(size, fitting)
    }
    return this.#take(size)
  }

  async #run(batch: readonly Call<Input, Output>[]): Promise<void> {
    const started = performance.now()
    try {
      const outputs = await this.#options.run(
        batch.map((call) => call.input),
        batch.at(-1)?.deadline ?? started,
      )
      batch.forEach((call, index) => call.resolve(outputs[index] as Output))
    } catch (error) {
      for (const call of batch) call.reject(error)
    } finally {
      this.#options.observer.ran(this.#options.name, batch.length, (performance.now() - started) / 1000)
      this.#options.lanes.release()
    }
  }

  /** One timer for the whole queue: the first call in it is the first to expire. Runs while calls wait for a lane. */
  #watchExpiry(): void {
    const first = this.#queue[0]
    const delayMs = first === undefined ? idleExpiryMs : Math.max(1, first.deadline - performance.now())
    this.#expiry = setTimeout(() => {
      this.#expiry = undefined
      this.#dropExpired()
      if (this.#scheduled) this.#watchExpiry()
    }, delayMs)
  }

  #dropExpired(): void {
    const now = performance.now()
    const live = this.#queue.findIndex((call) => call.deadline > now)
    for (const call of this.#take(live === -1 ? this.#queue.length : live))
      call.reject(new Unavailable('database_away'))
  }

  #take(count: number): Call<Input, Output>[] {
    return count === this.#queue.length ? this.#queue.splice(0) : this.#queue.splice(0, count)
  }
}
