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

/** This many take a few milliseconds. */
const piecesToTurn = 100

/**
 * A connection and its single queue of requests: each begins when the previous one has been answered. Plain requests
 * are answered here, at half the cost of Node's HTTP server, which answers all others.
 */
export class PlainConnection implements MemoryOwner {
  readonly #socket: Socket
  readonly #server: ConnectionServer
  readonly #context: PlainContext
  readonly #memory: ConnectionMemory
  readonly #plain: PlainLane
  #lane: HttpLane | undefined
  /** Bytes received before their turn. */
  #held: Buffer = nothing
  /** How many bytes were read while a request is in progress. */
  #readAhead = 0
  #isPaused = false
  /** Pieces given to Node's HTTP server. */
  #pieces = 0
  #isResting = false
  #hasEnded = false
  /** Discards everything that still arrives. */
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
    // For the lifetime of the socket: on CONNECT, Node's HTTP server removes its own listeners.
    socket.on('error', ignore).on('close', this.#close)
    socket.on('data', this.#take).on('end', this.#end).on('timeout', this.#giveUp)
  }

  /** No request is in progress, as far as data has arrived. */
  get isIdle(): boolean {
    return !this.#isOver && !this.#isBusy && this.#held.length === 0 && !this.#lane?.isInMessage
  }

  /** Nothing has arrived yet. */
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

  /**
   * A departure becomes visible only after everything sent before it, so this reads a little more while the client
   * waits for its answer.
   */
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

  /** Makes the answer in progress the last one, if Node gives it. */
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
      // The request was broken off; its answer has now been sent.
      if (this.#isOver && !this.#socket.destroyed) this.#socket.destroySoon()
      this.#advance()
    })
  }

  /** Upgrades are not supported: reads the request again without its Upgrade headers, then everything after it. */
  ignoreUpgrade(request: IncomingMessage, behind: Buffer): void {
    this.#lane = undefined
    // Node leaves these listeners behind.
    this.#socket.removeAllListeners('pause').removeAllListeners('resume')
    this.#held = Buffer.concat([withoutUpgrade(request), behind, this.#held])
  }

  /** Node's HTTP server reads no further after CONNECT. */
  refuseTunnel(): void {
    this.#discard()
    refuse(this.#socket, 400, 'Bad Request')
  }

  /** The data is not HTTP, or is late. */
  clientError(error: Error & { readonly code?: string }): void {
    if (this.#isOver) return
    this.#discard()
    if (error.code === 'ECONNRESET' || !this.#socket.writable) return this.destroy()
    const refusal = refusalOf(error)
    const exchange = this.#lane?.breakOff(refusal)
    if (exchange === undefined) return refuse(this.#socket, refusal.status, refusal.message)
    // Closing the connection must not cut off a client that is still sending.
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
    // Not earlier: the rest of the body may have arrived together with the head.
    if (this.#hasEnded || this.#context.isDraining()) this.askToLeave()
    if (!this.#isBusy) this.#readAhead = 0
    const isFull = this.#held.length > this.#readAhead
    // Node's HTTP server pauses and resumes the socket as well.
    if (isFull && !this.#socket.isPaused()) this.#socket.pause()
    if (!isFull && this.#isPaused) this.#socket.resume()
    this.#isPaused = isFull
    this.#memory.countEarly(this.#lane?.headBytes ?? 0, this.#held.length)
    if (this.#hasEnded && this.#held.length === 0) this.#finish()
  }

  /**
   * A client may send thousands of requests or empty lines in one packet; other connections get their turn in between.
   */
  #rest(): void {
    this.#isResting = true
    setImmediate(() => {
      this.#isResting = false
      this.#advance()
    })
  }

  /** Gives Node's HTTP server the next piece. */
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
    // Not earlier: this listener makes Node's HTTP server leave the reading to us.
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
    // Whatever the client sends from now on would be executed but not answered, so nobody reads it.
    this.#discard()
    this.#socket.destroySoon()
  }

  readonly #end = (): void => {
    this.#hasEnded = true
    this.askToLeave()
    if (this.#held.length === 0) this.#finish()
  }

  /** Everything received has been read, and nothing more follows. */
  #finish(): void {
    if (this.#isBusy || this.#isOver) return
    if (this.#lane?.isInMessage) this.#lane.end()
    else this.#socket.end()
  }

  /** While the service makes an answer, the client is not the one that is late. */
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

/** A `close` event follows. */
function ignore(): void {}
