import type { Account } from './account.ts'

/** Who holds memory for a client. */
export interface Holder {
  /** Bytes that have moved so far, from the client or to it. */
  readonly moved: number
  /** Gives up what is held: its client does not move, or holds too much. */
  evict(): void
}

/** What it waits for: the client to send, room for the rest of what it sends, the service to answer, or the client to read. */
export type Phase = 'sending' | 'waiting' | 'working' | 'reading'

/** Fewer bytes than these, in the time that is looked at, are no movement. */
const moveBytes = 4 * 1024

/** Memory that is held for a client, until it is disposed of. */
export class Hold implements Disposable {
  /** Changed by the account alone. */
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

  /** When it was last seen to have moved, in milliseconds of performance.now(). */
  get movedAt(): number {
    return this.#movedAt
  }

  /** Sees whether it has moved. */
  look(): void {
    const { moved } = this.#holder
    if (moved - this.#moved < moveBytes) return
    this.#moved = moved
    this.#movedAt = performance.now()
  }

  /** From now on it waits for somebody else. */
  enter(phase: Phase): void {
    this.#phase = phase
    this.#moved = this.#holder.moved
    this.#movedAt = performance.now()
  }

  /**
   * Counts bytes that are in memory already. Others of the client give way to them.
   * @returns whether they are counted; else they must not stay
   */
  add(bytes: number): boolean {
    return !this.#isOver && this.#account.add(this, bytes)
  }

  /** Waits for room for bytes that are still to come. @throws Unavailable when there is none for so long */
  reserve(bytes: number, longestWaitMs: number): Promise<void> {
    return this.#account.reserve(this, bytes, longestWaitMs)
  }

  /** Has it hold no more than so many bytes. */
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

/** What is held for one client. */
export class Share {
  readonly group: string
  readonly holds = new Set<Hold>()
  held = 0
  /** Holds that have not been disposed of, whether they hold anything or not. */
  open = 0

  constructor(group: string) {
    this.group = group
  }

  /** What has not moved for the longest time, of that which waits for the client in one of these ways. */
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
