import { Unavailable } from '../../database/unavailable.ts'
import { memoryTidier } from '../tidy-memory.ts'
import { clientGroup } from './client-group.ts'
import { Hold, type Holder, type Phase, Share } from './hold.ts'

/** Why a client was evicted. */
export type Eviction = 'room' | 'standstill'

interface Waiter {
  readonly hold: Hold
  readonly bytes: number
  readonly come: () => void
}

/** Holders that have not moved for this long give way to waiting ones. */
const staleMs = 3_000
const lookMs = 250

/** Releasing this much is worth an early garbage collection. */
const largeBytes = 64 * 1024

const waitsForClient: readonly Phase[] = ['sending', 'reading']

/**
 * The single account of the memory held for clients: what they have sent, and what they have not read yet. No client
 * may hold more than what stays free for all others, so one more client always finds room. When memory is short, the
 * holder that has not moved for the longest time is evicted, first among those of the client that holds the most.
 */
export class Account {
  readonly #capacity: number
  readonly #onEviction: (reason: Eviction) => void
  readonly #shares = new Map<string, Share>()
  readonly #waiting = new Set<Waiter>()
  readonly #tidy: (bytes: number) => void
  #held = 0
  #look: NodeJS.Timeout | undefined

  /** @param capacity in bytes */
  constructor(capacity: number, onEviction: (reason: Eviction) => void = () => {}) {
    this.#capacity = capacity
    this.#onEviction = onEviction
    this.#tidy = memoryTidier(capacity / 2)
  }

  /** Bytes held for all clients together. */
  get held(): number {
    return this.#held
  }

  get capacity(): number {
    return this.#capacity
  }

  /**
   * @param address of the client
   * @returns a hold, to be disposed of when nothing more is held
   */
  hold(address: string, holder: Holder): Hold {
    const group = clientGroup(address)
    let share = this.#shares.get(group)
    if (share === undefined) this.#shares.set(group, (share = new Share(group)))
    share.open += 1
    return new Hold(this, share, holder)
  }

  /**
   * Counts bytes that are already in memory. The client's other holds give way, even those that move.
   * @returns whether there is room
   */
  add(hold: Hold, bytes: number): boolean {
    const { share } = hold
    while (!this.#makeRoom(share, bytes, waitsForClient, hold)) {
      const own = share.stalest(waitsForClient, hold) ?? share.stalest(['waiting'], hold)
      if (own === undefined) return false
      this.#evict(own, 'room')
    }
    this.#change(hold, bytes)
    return true
  }

  /**
   * Waits for room for bytes that are still to arrive.
   * @throws Unavailable when there is none in time, or when the hold is disposed of meanwhile
   */
  async reserve(hold: Hold, bytes: number, longestWaitMs: number): Promise<void> {
    if (!this.#hasWaiter(hold.share) && this.#makeRoom(hold.share, bytes, ['sending'], hold))
      return this.#change(hold, bytes)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiter = { hold, bytes, come: resolve }
    hold.enter('waiting')
    const tooLong = setTimeout(() => reject(new Unavailable('memory')), longestWaitMs)
    this.#waiting.add(waiter)
    this.#look ??= setInterval(() => this.#serve(), lookMs)
    try {
      await promise
    } finally {
      clearTimeout(tooLong)
      this.#waiting.delete(waiter)
      if (this.#waiting.size === 0) {
        clearInterval(this.#look)
        this.#look = undefined
      }
    }
    if (hold.isOver) throw new Unavailable('memory')
    hold.enter('sending')
  }

  give(hold: Hold, bytes: number): void {
    this.#change(hold, -bytes)
    if (bytes > largeBytes) this.#tidy(bytes)
    if (this.#waiting.size > 0) setImmediate(() => this.#serve())
  }

  /** Called by the hold when it is disposed of. */
  close(hold: Hold): void {
    this.give(hold, hold.bytes)
    hold.share.open -= 1
    if (hold.share.open === 0) this.#shares.delete(hold.share.group)
  }

  /** Evicts holders that have not moved for this long, even if nobody waits. */
  sweep(standstillMs: number): void {
    const earliest = performance.now() - standstillMs
    for (const share of this.#shares.values())
      for (let stalest; (stalest = share.stalest(waitsForClient)) !== undefined && stalest.movedAt < earliest;)
        this.#evict(stalest, 'standstill')
  }

  #change(hold: Hold, bytes: number): void {
    const { share } = hold
    this.#held += bytes
    share.held += bytes
    hold.bytes += bytes
    if (hold.bytes > 0) share.holds.add(hold)
    else share.holds.delete(hold)
  }

  #fits(share: Share, bytes: number): boolean {
    return share.held + bytes <= this.#capacity - this.#held - bytes
  }

  /** Evicts holders in the given phases while room is missing. @returns whether there is room */
  #makeRoom(share: Share, bytes: number, phases: readonly Phase[], except: Hold): boolean {
    const earliest = performance.now() - staleMs
    while (!this.#fits(share, bytes)) {
      const stale = [this.#largest(share), share]
        .map((crowded) => crowded.stalest(phases, except))
        .find((hold) => hold !== undefined && hold.movedAt < earliest)
      if (stale === undefined) return false
      this.#evict(stale, 'room')
    }
    return true
  }

  #largest(share: Share): Share {
    let largest = share
    for (const other of this.#shares.values()) if (other.held > largest.held) largest = other
    return largest
  }

  #evict(hold: Hold, reason: Eviction): void {
    this.#onEviction(reason)
    hold.evict()
  }

  #hasWaiter(share: Share): boolean {
    for (const { hold } of this.#waiting) if (hold.share === share) return true
    return false
  }

  /** In the order of arrival, except that no client waits on another client's behalf. */
  #serve(): void {
    const behind = new Set<Share>()
    for (const waiter of this.#waiting) {
      const { hold, bytes, come } = waiter
      if (!hold.isOver) {
        if (behind.has(hold.share)) continue
        if (!this.#makeRoom(hold.share, bytes, ['sending'], hold)) {
          behind.add(hold.share)
          continue
        }
        this.#change(hold, bytes)
      }
      this.#waiting.delete(waiter)
      come()
    }
  }
}
