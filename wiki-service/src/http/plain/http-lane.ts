import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { breakOff } from '../broken-requests.ts'
import type { Refused } from '../errors.ts'

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  isAnswered: boolean
}

/**
 * A connection's way through Node's HTTP server, which gets its bytes in pieces of which each ends no more than one head: so no request
 * begins before the one in front of it has been answered, and whatever Node writes by itself stands in its place. The pieces are cut at
 * empty lines, not by reading messages: how long a message is, Node's parser alone decides.
 */
export class HttpLane {
  readonly #parse: (bytes: Buffer) => void
  readonly #finish: () => void
  #exchange: Exchange | undefined
  /** Announced bytes of the body under way that are still to come. */
  #bodyLeft = 0
  /** Bytes of the head that comes, or of the request under way. */
  #headBytes = 0
  #isInMessage = false
  /** The end of what the parser has got: an empty line may come in two pieces. */
  #tail = ''

  /** @param accept has Node's HTTP server listen to the socket; from then on it hears only what it is given here */
  constructor(socket: Socket, accept: () => void) {
    accept()
    this.#parse = takeOver(socket, 'data')
    this.#finish = takeOver(socket, 'end')
  }

  /** Node's parser waits for the rest of a request. */
  get isInMessage(): boolean {
    return this.#isInMessage
  }

  get headBytes(): number {
    return this.#headBytes
  }

  /** Whoever reads the body waits, and does not want more of it. */
  get isFull(): boolean {
    return this.#exchange?.request.isPaused() === true && !this.#exchange.request.complete
  }

  /** A request has come whole, and its answer is to be waited for. */
  get isAnswering(): boolean {
    return this.#exchange?.request.complete === true
  }

  /** @returns how many of the bytes may be fed at once: in them, no more than one head ends */
  pieceEnd(bytes: Buffer): number {
    if (this.#bodyLeft > 0) return Math.min(this.#bodyLeft, bytes.length)
    const end = this.#emptyLineEnd(bytes)
    // Of a head, or of chunks that may be as small as a byte: whoever has to wait has to keep what is fed at once.
    return Math.min(end, smallPiece)
  }

  #emptyLineEnd(bytes: Buffer): number {
    const across = (this.#tail + bytes.toString('latin1', 0, 3)).indexOf(emptyLine)
    if (across !== -1) return across + emptyLine.length - this.#tail.length
    const within = bytes.indexOf(emptyLine)
    return within === -1 ? bytes.length : within + emptyLine.length
  }

  feed(piece: Buffer): void {
    this.#bodyLeft = Math.max(0, this.#bodyLeft - piece.length)
    this.#tail = (this.#tail + piece.toString('latin1', Math.max(0, piece.length - 3))).slice(-3)
    this.#isInMessage = true
    if (this.#exchange === undefined) this.#headBytes += piece.length
    this.#parse(piece)
    this.#settle()
  }

  /** The client sends nothing more, and all it has sent was fed. */
  end(): void {
    this.#finish()
  }

  /** Told by Node's server, within `feed`. */
  began(request: IncomingMessage, response: ServerResponse): void {
    this.#exchange = { request, response, isAnswered: false }
    this.#bodyLeft = Number(request.headers['content-length'] ?? 0)
    this.#tail = ''
  }

  /** The answer is with the client, or lost. */
  answered(response: ServerResponse): void {
    if (this.#exchange?.response === response) this.#exchange.isAnswered = true
    this.#settle()
  }

  /** Has the answer that is being made be the last one, if its head was not sent yet. */
  closeAfterAnswer(): void {
    if (this.#exchange?.response.headersSent === false) this.#exchange.response.shouldKeepAlive = false
  }

  /**
   * What follows is not HTTP, or comes too late. The request that it belongs to is told so.
   * @returns whether that request has its answer already; undefined when none has begun
   */
  breakOff(refusal: Refused): 'under way' | 'answered' | undefined {
    if (this.#exchange === undefined) return undefined
    if (this.#exchange.isAnswered) return 'answered'
    this.closeAfterAnswer()
    breakOff(this.#exchange.request, refusal)
    return 'under way'
  }

  #settle(): void {
    if (this.#exchange?.request.complete !== true) return
    this.#isInMessage = false
    this.#bodyLeft = 0
    if (!this.#exchange.isAnswered) return
    this.#exchange = undefined
    this.#headBytes = 0
  }
}

const smallPiece = 1024

const emptyLine = '\r\n\r\n'

/** Takes off the listener that Node's HTTP server has put on last. */
function takeOver(socket: Socket, event: 'data' | 'end'): (bytes?: Buffer) => void {
  const listener = socket.listeners(event).at(-1)
  if (listener === undefined) throw new Error(`the HTTP server does not listen for ${event}`)
  socket.off(event, listener as () => void)
  return (bytes) => Reflect.apply(listener, socket, bytes ? [bytes] : [])
}
