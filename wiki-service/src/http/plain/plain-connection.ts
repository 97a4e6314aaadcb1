import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { lingerAtEnd, refusalOf, refuse, TooSlow } from '../client-errors.ts'
import { ConnectionMemory, type MemoryOwner } from './connection-memory.ts'
import { HttpLane } from './http-lane.ts'
import type { ConnectionServer, PlainContext } from './plain-context.ts'
import { PlainLane } from './plain-lane.ts'
import { withoutUpgrade } from './without-upgrade.ts'

const nothing = Buffer.alloc(0)
const lookAheadBytes = 256 * 1024

/** They take a few milliseconds. */
const piecesToTurn = 100

/**
 * A connection and the one queue of its requests: each is begun when the one in front of it has been answered. Those that are plain
 * are answered here, for half of what Node's HTTP server needs, all others there.
 */
export class PlainConnection implements MemoryOwner {
  readonly #socket: Socket
  readonly #server: ConnectionServer
  readonly #context: PlainContext
  readonly #memory: ConnectionMemory
  readonly #plain: PlainLane
  #lane: HttpLane | undefined
  /** What has come and is not its turn yet. */
  #held: Buffer = nothing
  /** So much is read while a request is under way. */
  #readAhead = 0
  #isPaused = false
  /** Pieces that Node's HTTP server was given. */
  #pieces = 0
  #isResting = false
  #hasEnded = false
  /** Nothing that still comes is read. */
  #isOver = false
  /** In milliseconds of performance.now(). */
  #lastActive = performance.now()

  constructor(socket: Socket, server: ConnectionServer, context: PlainContext) {
    this.#socket = socket
    this.#server = server
    this.#context = context
    this.#memory = new ConnectionMemory(socket, this, context)
    this.#plain = new PlainLane(socket, server, context, this.#memory, {
      isLast: () => this.#held.length === 0 && (this.#hasEnded || context.isDraining()),
      written: this.#written,
    })
    // For as long as there is the socket: Node's HTTP server takes its own listeners off at a CONNECT.
    socket.on('error', ignore).on('close', this.#close)
    socket.on('data', this.#take).on('end', this.#end).on('timeout', this.#giveUp)
  }

  /** No request is under way, as far as anything has come. */
  get isIdle(): boolean {
    return !this.#isOver && !this.#isBusy && this.#held.length === 0 && !this.#lane?.isInMessage
  }

  /** Nothing has come yet. */
  get isUnused(): boolean {
    return this.#socket.bytesRead === 0
  }

  get isWaiting(): boolean {
    return !this.#isBusy && this.#held.length === 0
  }

  get isProven(): boolean {
    return this.#socket.bytesWritten > 0
  }

  get lastActive(): number {
    return this.#lastActive
  }

  /** A client that has left is only noticed behind what it sent before: while it waits for its answer, some more of that is read. */
  lookForDeparture(): void {
    if (!this.#isPaused || !this.#isBusy || this.#isOver) return
    this.#readAhead = this.#held.length + lookAheadBytes
    this.#isPaused = false
    this.#socket.resume()
  }

  isIdleSince(time: number): boolean {
    return this.isIdle && this.#lastActive < time
  }

  /** As Node's HTTP server does. */
  refuseSlowness(): void {
    this.clientError(new TooSlow())
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Has the answer under way, if it is Node's, be the last. */
  askToLeave(): void {
    if (this.#held.length === 0) this.#lane?.closeAfterAnswer()
  }

  /** Node's HTTP server has read the head of a request. */
  began(request: IncomingMessage, response: ServerResponse): void {
    this.#lane?.began(request, response)
    if (this.#hasEnded || this.#context.isDraining()) this.askToLeave()
    request.on('resume', this.#advance)
    response.on('close', () => {
      this.#lane?.answered(response)
      // One whose rest was no HTTP has its answer now.
      if (this.#isOver && !this.#socket.destroyed) this.#socket.destroySoon()
      this.#advance()
    })
  }

  /** Nobody here takes an Upgrade: the request is read again without, and so is all that follows. */
  ignoreUpgrade(request: IncomingMessage, behind: Buffer): void {
    this.#lane = undefined
    // Those that Node leaves behind.
    this.#socket.removeAllListeners('pause').removeAllListeners('resume')
    this.#held = Buffer.concat([withoutUpgrade(request), behind, this.#held])
  }

  /** Node's HTTP server reads no further. */
  refuseTunnel(): void {
    this.#discard()
    refuse(this.#socket, 400, 'Bad Request')
  }

  /** What has come is no HTTP, or has not come for too long. */
  clientError(error: Error & { readonly code?: string }): void {
    if (this.#isOver) return
    this.#discard()
    if (error.code === 'ECONNRESET' || !this.#socket.writable) return this.destroy()
    const refusal = refusalOf(error)
    const exchange = this.#lane?.breakOff(refusal)
    if (exchange === undefined) return refuse(this.#socket, refusal.status, refusal.message)
    // What closes the connection then must not cut off a client that still sends.
    lingerAtEnd(this.#socket)
    if (exchange === 'answered') this.#socket.destroySoon()
  }

  get #isBusy(): boolean {
    return this.#plain.isAnswering || this.#isResting || this.#lane?.isAnswering === true
  }

  readonly #take = (bytes: Buffer): void => {
    if (this.#isOver) return
    this.#lastActive = performance.now()
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    this.#advance()
  }

  readonly #advance = (): void => {
    while (this.#held.length > 0 && !this.#isBusy && !this.#lane?.isFull && !this.#isOver) {
      if (!this.#socket.writable) return this.#discard()
      if (this.#beginPlain()) break
      this.#feed()
      if ((this.#pieces += 1) % piecesToTurn === 0) this.#rest()
    }
    // Only now: the rest of a request's body may have come together with its head.
    if (this.#hasEnded || this.#context.isDraining()) this.askToLeave()
    if (!this.#isBusy) this.#readAhead = 0
    const isFull = this.#held.length > this.#readAhead
    // Node's HTTP server pauses and resumes it as well.
    if (isFull && !this.#socket.isPaused()) this.#socket.pause()
    if (!isFull && this.#isPaused) this.#socket.resume()
    this.#isPaused = isFull
    this.#memory.countEarly(this.#lane?.headBytes ?? 0, this.#held.length)
    if (this.#hasEnded && this.#held.length === 0) this.#finish()
  }

  /** A client may send thousands of requests, or of empty lines, in one packet: others have their turn in between. */
  #rest(): void {
    this.#isResting = true
    setImmediate(() => {
      this.#isResting = false
      this.#advance()
    })
  }

  /** Gives the next piece to Node's HTTP server. */
  #feed(): void {
    const bytes = this.#held
    const lane = (this.#lane ??= this.#openLane())
    const end = lane.pieceEnd(bytes)
    this.#held = end === bytes.length ? nothing : bytes.subarray(end)
    lane.feed(bytes.subarray(0, end))
  }

  #openLane(): HttpLane {
    this.#memory.growForNode()
    const socket = this.#socket.off('data', this.#take)
    const lane = new HttpLane(socket, () => this.#server.accept(socket))
    // Only now: with that, Node's HTTP server leaves the reading to us.
    socket.on('data', this.#take)
    return lane
  }

  #beginPlain(): boolean {
    if (this.#lane?.isInMessage) return false
    const length = this.#plain.begin(this.#held, this.#lastActive)
    if (length > 0) this.#held = length === this.#held.length ? nothing : this.#held.subarray(length)
    return length > 0
  }

  readonly #written = (isLast: boolean): void => {
    this.#lastActive = performance.now()
    if (!isLast) return this.#advance()
    // What the client sends from now on would be done and not answered: nobody reads it.
    this.#discard()
    this.#socket.destroySoon()
  }

  readonly #end = (): void => {
    this.#hasEnded = true
    this.askToLeave()
    if (this.#held.length === 0) this.#finish()
  }

  /** All that has come was read, and nothing more comes. */
  #finish(): void {
    if (this.#isBusy || this.#isOver) return
    if (this.#lane?.isInMessage) this.#lane.end()
    else this.#socket.end()
  }

  /** While we make an answer, it is not the client that lets us wait. */
  readonly #giveUp = (): void => {
    if (!this.#isBusy || this.#socket.writableLength > 0) this.destroy()
  }

  readonly #close = (): void => {
    this.#discard()
    this.#plain.leave()
    this.#memory.leave()
  }

  #discard(): void {
    this.#isOver = true
    this.#held = nothing
  }
}

/** A close follows. */
function ignore(): void {}
