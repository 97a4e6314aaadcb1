import type { Socket } from 'node:net'
import { Caller } from '../../database/caller.ts'
import type { Hold } from '../account/hold.ts'
import type { Answer } from '../answer.ts'
import { answersProblems, asProblem } from '../problems.ts'
import { clientClosedRequest, requestId } from '../request-tracker.ts'
import { renderAnswer } from './plain-answer.ts'
import type { ConnectionMemory } from './connection-memory.ts'
import type { ConnectionServer, PlainContext } from './plain-context.ts'
import { type PlainRequest, readPlainRequest } from './plain-request.ts'
import type { Begun } from './plain-routes.ts'

interface UnderWay {
  readonly id: string
  readonly method: string
  readonly route: string
  readonly client: string
  readonly started: number
  status: number
  isLast: boolean
  /** Of its body, then of the unread part of its answer. */
  hold: Hold | undefined
}

/** The connection's part in answering plain requests. */
export interface PlainLaneEvents {
  /** Called once the answer is ready. @returns whether the connection closes after it */
  readonly isLast: () => boolean
  /** The client's kernel has received the answer. */
  readonly written: (isLast: boolean) => void
}

/** Answers a connection's plain requests, at half the cost of Node's HTTP server. */
export class PlainLane {
  readonly #socket: Socket
  readonly #server: ConnectionServer
  readonly #context: PlainContext
  readonly #memory: ConnectionMemory
  readonly #events: PlainLaneEvents
  readonly #caller = new Caller()
  #underWay: UnderWay | undefined

  constructor(
    socket: Socket,
    server: ConnectionServer,
    context: PlainContext,
    memory: ConnectionMemory,
    events: PlainLaneEvents,
  ) {
    this.#socket = socket
    this.#server = server
    this.#context = context
    this.#memory = memory
    this.#events = events
  }

  get isAnswering(): boolean {
    return this.#underWay !== undefined
  }

  /**
   * Begins the request at the start of these bytes.
   * @param came in milliseconds of performance.now()
   * @returns its length in bytes; 0 if it is not plain or incomplete
   */
  begin(bytes: Buffer, came: number): number {
    const request = readPlainRequest(bytes)
    if (request === undefined) return 0
    const client = this.#context.clientOf({ socket: this.#socket, headers: request.headers })
    this.#caller.client = client
    const hold = this.#memory.holdBody(client, request.body)
    // Without room, the request takes the way through Node's HTTP server, which waits for some.
    if (hold?.isOver) return 0
    const begun = this.#context.routes.begin(request, this.#caller)
    if (begun === undefined) {
      hold?.[Symbol.dispose]()
      return 0
    }
    this.#begin(begun, request, came, hold)
    return request.length
  }

  /** The client has left. */
  leave(): void {
    this.#over(clientClosedRequest)
    this.#caller.leave()
  }

  #begin({ route, answer }: Begun, { method, headers }: PlainRequest, started: number, hold: Hold | undefined): void {
    this.#context.requests.started()
    this.#underWay = {
      id: requestId(headers['x-request-id']),
      method,
      route,
      client: this.#caller.client,
      started,
      status: clientClosedRequest,
      isLast: false,
      hold,
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
    // The client has left.
    if (underWay === undefined) return
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
    if (this.#socket.writableLength === 0) return
    // Node notices whether a write progresses, however slowly.
    this.#socket.setTimeout(this.#server.stuckMs)
    underWay.hold = this.#memory.holdUnsent(underWay.client, underWay.hold)
  }

  readonly #written = (error?: Error | null): void => {
    // The connection closes in that case.
    if (error || this.#underWay === undefined) return
    const { isLast, status } = this.#underWay
    this.#over(status)
    this.#socket.setTimeout(0)
    this.#events.written(isLast)
  }

  #over(status: number): void {
    if (this.#underWay === undefined) return
    const { id, method, route, client, started, hold } = this.#underWay
    this.#underWay = undefined
    hold?.[Symbol.dispose]()
    this.#context.requests.ended({ requestId: id, method, route, status, ms: performance.now() - started, client })
  }
}
