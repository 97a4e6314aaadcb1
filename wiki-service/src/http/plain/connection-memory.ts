import type { Socket } from 'node:net'
import type { Account } from '../account/account.ts'
import { type ConnectionRoom, connectionCost, type Place, type Resident } from '../account/connection-room.ts'
import type { Hold, Holder } from '../account/hold.ts'
import { sentBytes } from '../account/sent-bytes.ts'

/** Whose memory it is. */
export interface MemoryOwner extends Resident {
  /** Tells the client that it was too slow to send, and ends the connection. */
  refuseSlowness(): void
}

export interface MemoryAccounts {
  readonly account: Account
  readonly room: ConnectionRoom
}

/** Smaller ones are part of what a connection costs. */
const smallBody = 4 * 1024
const smallHead = 2 * 1024

/** What a connection holds beside the requests that Node's HTTP server reads. */
export class ConnectionMemory implements Holder {
  readonly #socket: Socket
  readonly #owner: MemoryOwner
  readonly #accounts: MemoryAccounts
  readonly #place: Place
  /** What has come and cannot be begun yet. */
  #early: Hold | undefined

  constructor(socket: Socket, owner: MemoryOwner, accounts: MemoryAccounts) {
    this.#socket = socket
    this.#owner = owner
    this.#accounts = accounts
    // Node keeps the address once it was asked for: when the client has left, nobody knows it.
    this.#place = accounts.room.enter(owner, socket.remoteAddress ?? '')
  }

  get moved(): number {
    return this.#socket.bytesRead + sentBytes(this.#socket)
  }

  evict(): void {
    if (this.#owner.isWaiting) this.#owner.refuseSlowness()
    else this.#owner.destroy()
  }

  /** Node's HTTP server reads it from now on. */
  growForNode(): void {
    this.#accounts.room.grow(this.#place, connectionCost.ofNode)
  }

  /**
   * @param headBytes of a head that is not whole, or belongs to the request under way
   * @param waitingBytes that came before their turn
   */
  countEarly(headBytes: number, waitingBytes: number): void {
    const bytes = headBytes + waitingBytes
    if (bytes <= smallHead) {
      this.#early?.[Symbol.dispose]()
      this.#early = undefined
      return
    }
    const early = (this.#early ??= this.#accounts.account.hold(this.#socket.remoteAddress ?? '', this))
    const phase = waitingBytes > 0 ? 'waiting' : 'sending'
    if (early.phase !== phase) early.enter(phase)
    this.#resize(early, bytes)
  }

  /** @returns undefined for a small body; a hold that is over when there is no room for it */
  holdBody(client: string, body: Buffer | undefined): Hold | undefined {
    if (body === undefined || body.length <= smallBody) return undefined
    const hold = this.#accounts.account.hold(client, this)
    hold.enter('working')
    if (!hold.add(body.length)) hold[Symbol.dispose]()
    return hold
  }

  /** @param hold of the request's body, which is in memory no more */
  holdUnsent(client: string, hold: Hold | undefined): Hold {
    const unsent = hold ?? this.#accounts.account.hold(client, this)
    unsent.enter('reading')
    this.#resize(unsent, this.#socket.writableLength)
    return unsent
  }

  leave(): void {
    this.#early?.[Symbol.dispose]()
    this.#accounts.room.leave(this.#place)
  }

  #resize(hold: Hold, bytes: number): void {
    hold.shrink(bytes)
    if (bytes > hold.bytes && !hold.add(bytes - hold.bytes)) this.#owner.destroy()
  }
}
