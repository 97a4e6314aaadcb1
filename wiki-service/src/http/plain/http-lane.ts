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
 * Passes a connection to Node's HTTP server in pieces that contain the end of at most one head. So no request begins
 * before the previous one has been answered, and everything Node writes on its own appears in order. Pieces are cut at
 * empty lines without parsing messages: Node's parser alone decides how long a message is.
 */
export class HttpLane {
  readonly #parse: (bytes: Buffer) => void
  readonly #finish: () => void
  #exchange: Exchange | undefined
  /** Bytes still missing from the body in progress, according to its announced length. */
  #bodyLeft = 0
  /** Bytes of the incomplete head, or of the request in progress. */
  #headBytes = 0
  #isInMessage = false
  /** The last bytes given to the parser: an empty line may span two pieces. */
  #tail = ''

  /** @param accept makes Node's HTTP server listen to the socket; afterwards it receives only what `feed` gives it */
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

  /** The reader of the body is not ready for more. */
  get isFull(): boolean {
    return this.#exchange?.request.isPaused() === true && !this.#exchange.request.complete
  }

  /** A request is complete and waits for its answer. */
  get isAnswering(): boolean {
    return this.#exchange?.request.complete === true
  }

  /** @returns how many of the bytes to feed at once, so that at most one head ends in them */
  pieceEnd(bytes: Buffer): number {
    if (this.#bodyLeft > 0) return Math.min(this.#bodyLeft, bytes.length)
    const end = this.#emptyLineEnd(bytes)
    // Part of a head, or chunks as small as one byte: a reader that has to wait must keep what was fed at once.
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

  /** The client has finished sending, and everything was fed. */
  end(): void {
    this.#finish()
  }

  /** Called by Node's server, within `feed`. */
  began(request: IncomingMessage, response: ServerResponse): void {
    this.#exchange = { request, response, isAnswered: false }
    this.#bodyLeft = Number(request.headers['content-length'] ?? 0)
    this.#tail = ''
  }

  /** The answer has been sent, or is lost. */
  answered(response: ServerResponse): void {
    if (this.#exchange?.response === response) this.#exchange.isAnswered = true
    this.#settle()
  }

  /** Makes the answer in progress the last one, unless its head has been sent. */
  closeAfterAnswer(): void {
    if (this.#exchange?.response.headersSent === false) this.#exchange.response.shouldKeepAlive = false
  }

  /**
   * What follows is not HTTP, or is late. Notifies the request it belongs to.
   * @returns whether that request already has its answer; undefined if none has begun
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

/** Removes the listener that Node's HTTP server added last. */
function takeOver(socket: Socket, event: 'data' | 'end'): (bytes?: Buffer) => void {
  const listener = socket.listeners(event).at(-1)
  if (listener === undefined) throw new Error(`the HTTP server does not listen for ${event}`)
  socket.off(event, listener as () => void)
  return (bytes) => Reflect.apply(listener, socket, bytes ? [bytes] : [])
}
