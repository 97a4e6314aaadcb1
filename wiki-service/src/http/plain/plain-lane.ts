import type { Socket } from 'node:net'
import { Caller } from '../../database/caller.ts'
import type { Answer } from '../answer.ts'
import { holdUntilSent, largeAnswer } from '../large-answers.ts'
import { answersProblems, asProblem } from '../problems.ts'
import { clientClosedRequest, requestId } from '../request-tracker.ts'
import { renderAnswer } from './plain-answer.ts'
import type { ConnectionServer, PlainContext } from './plain-connection.ts'
import { type PlainHeaders, readPlainRequest } from './plain-request.ts'
import type { Begun } from './plain-routes.ts'

interface UnderWay {
  readonly id: string
  readonly method: string
  readonly route: string
  readonly client: string
  readonly started: number
  status: number
  isLast: boolean
  release: (() => void) | undefined
}

/** What a connection has to say about the answers of its plain requests. */
export interface PlainLaneEvents {
  /** Asked once the answer is there: whether the connection closes with it. */
  readonly isLast: () => boolean
  /** The client's kernel has the answer. */
  readonly written: (isLast: boolean) => void
}

/** A connection's plain requests: they are answered here, for half of what Node's HTTP server needs. */
export class PlainLane {
  readonly #socket: Socket
  readonly #server: ConnectionServer
  readonly #context: PlainContext
  readonly #events: PlainLaneEvents
  readonly #caller = new Caller()
  #underWay: UnderWay | undefined

  constructor(socket: Socket, server: ConnectionServer, context: PlainContext, events: PlainLaneEvents) {
    this.#socket = socket
    this.#server = server
    this.#context = context
    this.#events = events
  }

  get isAnswering(): boolean {
    return this.#underWay !== undefined
  }

  /**
   * Begins the request at the beginning of these bytes.
   * @param came in milliseconds of performance.now()
   * @returns its bytes; 0 when it is not plain, or not whole
   */
  begin(bytes: Buffer, came: number): number {
    const request = readPlainRequest(bytes)
    const begun = request && this.#context.routes.begin(request, this.#caller)
    if (request === undefined || begun === undefined) return 0
    this.#begin(begun, request.method, request.headers, came)
    return request.length
  }

  /** The client has left. */
  leave(): void {
    this.#over(clientClosedRequest)
    this.#caller.leave()
  }

  #begin({ route, answer }: Begun, method: string, headers: PlainHeaders, started: number): void {
    this.#context.requests.started()
    this.#underWay = {
      id: requestId(headers['x-request-id']),
      method,
      route,
      client: this.#context.clientOf({ socket: this.#socket, headers }),
      started,
      status: clientClosedRequest,
      isLast: false,
      release: undefined,
    }
    answer.then(this.#answer, this.#fail)
  }

  readonly #fail = (error: unknown): void => {
    if (this.#underWay === undefined) return
    const { id, route } = this.#underWay
    const answer = this.#context.errorAnswers(error, id)
    this.#answer(answersProblems(route) ? asProblem(answer) : answer)
  }

  readonly #answer = (answer: Answer): void => {
    const underWay = this.#underWay
    // Its client is gone.
    if (underWay === undefined) return
    if (answer.json.length > largeAnswer && underWay.method === 'GET') {
      try {
        underWay.release = holdUntilSent(this.#server.counted, answer.json.length)
      } catch (error) {
        return this.#fail(error)
      }
    }
    underWay.status = answer.status
    underWay.isLast = this.#events.isLast()
    const head = renderAnswer(answer, underWay.id, underWay.isLast)
    if (typeof answer.json === 'string') {
      this.#socket.write(head + answer.json, this.#written)
    } else {
      this.#socket.cork()
      this.#socket.write(head, 'latin1')
      this.#socket.write(answer.json, this.#written)
      this.#socket.uncork()
    }
    // Node knows whether a write gets on, however slowly.
    if (this.#socket.writableLength > 0) this.#socket.setTimeout(this.#server.stuckMs)
  }

  readonly #written = (error?: Error | null): void => {
    // Then it closes.
    if (error || this.#underWay === undefined) return
    const { isLast, status } = this.#underWay
    this.#over(status)
    this.#socket.setTimeout(0)
    this.#events.written(isLast)
  }

  #over(status: number): void {
    if (this.#underWay === undefined) return
    const { id, method, route, client, started, release } = this.#underWay
    this.#underWay = undefined
    release?.()
    this.#context.requests.ended({ requestId: id, method, route, status, ms: performance.now() - started, client })
  }
}
