import { Places } from '../places.ts'
import { type Caller, CallerGone } from './caller.ts'
import { requestGuard, statementGuard, type StatementGuard } from './guard.ts'
import type { Lanes } from './lanes.ts'
import { Unavailable } from './unavailable.ts'

export interface BatcherOptions<Input, Output> {
  /** For the metrics. */
  readonly name: string
  readonly lanes: Lanes
  /** Its statements are those of the service itself, for any caller. */
  readonly isUnguarded?: boolean | undefined
  /** Maximum number of calls that share one statement. */
  readonly maxBatch: number
  /** For large answers: only calls for the same answer share a statement, and clients take turns. */
  readonly isSame?: (one: Input, other: Input) => boolean
  /** Maximum number of waiting calls; further calls are refused. */
  readonly maxQueue: number
  /** How many bytes a call adds to its statement, and the maximum for one statement; a single call may be larger. */
  readonly weigh?: (input: Input) => number
  readonly maxWeight?: number
  /** Maximum number of waiting bytes; a call that would exceed it is refused. */
  readonly maxQueueWeight?: number
  /** Answers every input, in order; an Error fails only its own call. The deadline is that of the latest call. */
  readonly run: (inputs: readonly Input[], deadline: number) => Promise<readonly (Output | Error)[]>
  readonly observer: BatchObserver
}

export interface BatchObserver {
  ran(batcher: string, size: number, seconds: number): void
}

interface Call<Input, Output> {
  readonly input: Input
  readonly deadline: number
  readonly caller: Caller | undefined
  readonly weight: number
  readonly guard: StatementGuard | undefined
  readonly resolve: (output: Output) => void
  readonly reject: (error: unknown) => void
}

interface Running<Input, Output> {
  readonly calls: readonly Call<Input, Output>[]
  /** This many calls, from the first on, have been rejected at their deadline. */
  expired: number
}

/**
 * Lets calls that arrive together share one statement. Calls of one turn of the event loop are collected, and a batch
 * leaves as soon as a lane is free: a lone call waits for nothing, and batches grow with the load. A call only joins a
 * statement that starts after it, so it sees every write acknowledged before it.
 */
export class Batcher<Input, Output> {
  #queue: Call<Input, Output>[] = []
  #queuedWeight = 0
  readonly #running = new Places<Running<Input, Output>>()
  /** #dispatch is scheduled for this turn, or a lane will call it. */
  #scheduled = false
  #forgetting = false
  /** The client that was served last. */
  #served: string | undefined
  #expiry: NodeJS.Timeout | undefined
  readonly #options: BatcherOptions<Input, Output>

  constructor(options: BatcherOptions<Input, Output>) {
    this.#options = options
  }

  /**
   * @param deadline in milliseconds of performance.now(); deadlines of successive calls do not decrease
   * @param caller its departure removes the call from the queue
   * @throws Unavailable when the queue is full or the deadline passes, in the queue or while the statement runs;
   *   CallerGone; otherwise whatever the statement throws
   */
  submit(input: Input, deadline: number, caller?: Caller): Promise<Output> {
    const { maxQueue, weigh, maxQueueWeight = Infinity } = this.#options
    caller?.waitIn(this)
    if (this.#queue.length >= maxQueue) return Promise.reject(new Unavailable('queue_full'))
    const weight = weigh === undefined ? 0 : weigh(input)
    if (this.#queuedWeight + weight > maxQueueWeight) return Promise.reject(new Unavailable('memory'))
    const { isUnguarded, lanes } = this.#options
    const guard = isUnguarded ? undefined : requestGuard.getStore()?.[lanes.kind]
    return new Promise((resolve, reject) => {
      this.#queue.push({ input, deadline, caller, weight, guard, resolve, reject })
      this.#queuedWeight += weight
      if (this.#expiry === undefined) this.#watchExpiry(deadline)
      if (this.#scheduled) return
      this.#scheduled = true
      setImmediate(this.#dispatch)
    })
  }

  get name(): string {
    return this.#options.name
  }

  /** Calls waiting for a lane. */
  get queued(): number {
    return this.#queue.length
  }

  /** Drops the calls of clients that have left: once per turn, however many have left. */
  forgetGone(): void {
    if (this.#forgetting || this.#queue.length === 0) return
    this.#forgetting = true
    setImmediate(() => {
      this.#forgetting = false
      this.#dropGone()
    })
  }

  readonly #dispatch = (): void => {
    this.#dropExpired()
    while (this.#queue.length > 0) {
      if (!this.#options.lanes.take(this.#dispatch)) return
      void this.#run(this.#nextBatch())
    }
    this.#scheduled = false
  }

  #nextBatch(): readonly Call<Input, Output>[] {
    const { maxBatch, maxWeight = Infinity, isSame } = this.#options
    if (isSame !== undefined) return this.#nextInTurn(isSame)
    const guard = this.#queue[0]?.guard
    let [size, weight] = [0, 0]
    // Ends at the batch's last call: the queue behind it may be long.
    for (const call of this.#queue) {
      weight += call.weight
      if (size === maxBatch || call.guard !== guard || (size > 0 && weight > maxWeight)) break
      size += 1
    }
    return this.#take(size)
  }

  #nextInTurn(isSame: (one: Input, other: Input) => boolean): readonly Call<Input, Output>[] {
    const first = this.#queue.find(({ caller }) => caller?.client !== this.#served) ?? this.#queue[0]
    this.#served = first?.caller?.client
    const batch = this.#queue.filter(
      (call) => first !== undefined && first.guard === call.guard && isSame(first.input, call.input),
    )
    batch.length = Math.min(batch.length, this.#options.maxBatch)
    const taken = new Set(batch)
    this.#queue = this.#queue.filter((call) => !taken.has(call))
    for (const call of batch) this.#queuedWeight -= call.weight
    return batch
  }

  async #run(batch: readonly Call<Input, Output>[]): Promise<void> {
    const started = performance.now()
    const running = { calls: batch, expired: 0 }
    const place = this.#running.take(running)
    try {
      const guard = batch[0]?.guard
      const inputs = batch.map((call) => call.input)
      const deadline = batch.at(-1)?.deadline ?? started
      // Set in any case: the turn that begins a batch may be one of a call with another guard.
      const outputs = await (guard === statementGuard.getStore()
        ? this.#options.run(inputs, deadline)
        : statementGuard.run(guard, () => this.#options.run(inputs, deadline)))
      batch.forEach((call, index) => {
        const output = outputs[index]
        if (output instanceof Error) call.reject(output)
        else call.resolve(output as Output)
      })
    } catch (error) {
      for (const call of batch) call.reject(error)
    } finally {
      this.#running.leave(place)
      this.#options.observer.ran(this.#options.name, batch.length, (performance.now() - started) / 1000)
      this.#options.lanes.release()
    }
  }

  /**
   * One timer for all calls, because no later call expires before the earliest. It keeps running when that call has
   * been answered, and is then set for the earliest remaining one, so that a call costs no timer.
   */
  #watchExpiry(deadline: number): void {
    this.#expiry = setTimeout(
      () => {
        this.#expiry = undefined
        this.#dropExpired()
        for (const running of this.#running.taken()) rejectExpired(running)
        const next = this.#earliestDeadline()
        if (next !== undefined) this.#watchExpiry(next)
      },
      Math.max(1, deadline - performance.now()),
    )
    // A waiting client holds a connection; an idle batcher must not keep the process alive.
    this.#expiry.unref()
  }

  #earliestDeadline(): number | undefined {
    let earliest = this.#queue[0]?.deadline
    for (const { calls, expired } of this.#running.taken()) {
      const deadline = calls[expired]?.deadline
      if (deadline !== undefined && (earliest === undefined || deadline < earliest)) earliest = deadline
    }
    return earliest
  }

  #dropGone(): void {
    const gone = this.#queue.filter(({ caller }) => caller?.isGone)
    if (gone.length === 0) return
    this.#queue = this.#queue.filter(({ caller }) => !caller?.isGone)
    for (const call of gone) {
      this.#queuedWeight -= call.weight
      call.reject(new CallerGone())
    }
  }

  #dropExpired(): void {
    const now = performance.now()
    const live = this.#queue.findIndex((call) => call.deadline > now)
    for (const call of this.#take(live === -1 ? this.#queue.length : live))
      call.reject(new Unavailable('database_away'))
  }

  #take(count: number): Call<Input, Output>[] {
    const taken = this.#queue.splice(0, count)
    for (const call of taken) this.#queuedWeight -= call.weight
    return taken
  }
}

function rejectExpired<Input, Output>(running: Running<Input, Output>): void {
  const now = performance.now()
  for (let call; (call = running.calls[running.expired]) !== undefined && call.deadline <= now; running.expired += 1)
    call.reject(new Unavailable('database_away'))
}
