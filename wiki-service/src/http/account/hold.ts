import type { Account } from './account.ts'

/** Holds memory for a client. */
export interface Holder {
  /** Bytes transferred so far, in either direction. */
  readonly moved: number
  /** Releases the memory: the client does not move, or holds too much. */
  evict(): void
}

/**
 * What the hold waits for: the client to send, room for the rest of what it sends, the service to answer, or the client
 * to read.
 */
export type Phase = 'sending' | 'waiting' | 'working' | 'reading'

/** Fewer bytes than this within the observed time do not count as movement. */
const moveBytes = 4 * 1024

/** Memory held for a client until it is disposed of. */
export class Hold implements Disposable {
  /** Only the account changes it. */
  bytes = 0
  readonly share: Share
  readonly #account: Account
  readonly #holder: Holder
  #phase: Phase = 'sending'
  #isOver = false
  #moved: number
  #movedAt = performance.now()

  constructor(account: Account, share: Share, holder: Holder) {
    this.#account = account
    this.share = share
    this.#holder = holder
    this.#moved = holder.moved
  }

  get phase(): Phase {
    return this.#phase
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** When movement was last seen, in milliseconds of performance.now(). */
  get movedAt(): number {
    return this.#movedAt
  }

  /** Checks whether it has moved. */
  look(): void {
    const { moved } = this.#holder
    if (moved - this.#moved < moveBytes) return
    this.#moved = moved
    this.#movedAt = performance.now()
  }

  /** Starts a phase, in which it waits for somebody else. */
  enter(phase: Phase): void {
    this.#phase = phase
    this.#moved = this.#holder.moved
    this.#movedAt = performance.now()
  }

  /**
   * Counts bytes that are already in memory. The client's other holds give way.
   * @returns whether they are counted; if not, they must be released
   */
  add(bytes: number): boolean {
    return !this.#isOver && this.#account.add(this, bytes)
  }

  /** Waits for room for bytes that are still to arrive. @throws Unavailable when there is none in time */
  reserve(bytes: number, longestWaitMs: number): Promise<void> {
    return this.#account.reserve(this, bytes, longestWaitMs)
  }

  /** Reduces what it holds to at most this many bytes. */
  shrink(bytes: number): void {
    if (!this.#isOver && bytes < this.bytes) this.#account.give(this, this.bytes - bytes)
  }

  evict(): void {
    this[Symbol.dispose]()
    this.#holder.evict()
  }

  [Symbol.dispose](): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#account.close(this)
  }
}

/** Everything held for one client. */
export class Share {
  readonly group: string
  readonly holds = new Set<Hold>()
  held = 0
  /** Holds not yet disposed of, including empty ones. */
  open = 0

  constructor(group: string) {
    this.group = group
  }

  /** The hold that has not moved for the longest time, among those in the given phases. */
  stalest(phases: readonly Phase[], except?: Hold): Hold | undefined {
    let stalest: Hold | undefined
    for (const hold of this.holds) {
      if (hold === except || !phases.includes(hold.phase)) continue
      hold.look()
      if (stalest === undefined || hold.movedAt < stalest.movedAt) stalest = hold
    }
    return stalest
  }
}
