import type { Socket } from 'node:net'
import type { Account } from '../account/account.ts'
import { type ConnectionRoom, connectionCost, type Place, type Resident } from '../account/connection-room.ts'
import type { Hold, Holder } from '../account/hold.ts'
import { sentBytes } from '../account/sent-bytes.ts'

/** The owner of the memory. */
export interface MemoryOwner extends Resident {
  /** Tells the client that it was too slow to send, and ends the connection. */
  refuseSlowness(): void
}

export interface MemoryAccounts {
  readonly account: Account
  readonly room: ConnectionRoom
}

/** Smaller ones are covered by the cost of the connection. */
const smallBody = 4 * 1024
const smallHead = 2 * 1024

/** Memory of a connection apart from the requests that Node's HTTP server reads. */
export class ConnectionMemory implements Holder {
  readonly #socket: Socket
  readonly #owner: MemoryOwner
  readonly #accounts: MemoryAccounts
  readonly #place: Place
  /** Bytes that have arrived before their turn. */
  #early: Hold | undefined

  constructor(socket: Socket, owner: MemoryOwner, accounts: MemoryAccounts) {
    this.#socket = socket
    this.#owner = owner
    this.#accounts = accounts
    // Makes Node cache the address, which is lost when the client leaves.
    this.#place = accounts.room.enter(owner, socket.remoteAddress ?? '')
  }

  get moved(): number {
    return this.#socket.bytesRead + sentBytes(this.#socket)
  }

  evict(): void {
    if (this.#owner.isWaiting) this.#owner.refuseSlowness()
    else this.#owner.destroy()
  }

  /** Node's HTTP server reads the connection from now on. */
  growForNode(): void {
    this.#accounts.room.grow(this.#place, connectionCost.ofNode)
  }

  /**
   * @param headBytes of an incomplete head, or of the request in progress
   * @param waitingBytes received before their turn
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

  /** @returns undefined for a small body; a hold that is over if there is no room for it */
  holdBody(client: string, body: Buffer | undefined): Hold | undefined {
    if (body === undefined || body.length <= smallBody) return undefined
    const hold = this.#accounts.account.hold(client, this)
    hold.enter('working')
    if (!hold.add(body.length)) hold[Symbol.dispose]()
    return hold
  }

  /** @param hold of the request's body, which is no longer in memory */
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
