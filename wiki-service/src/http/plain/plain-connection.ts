import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Caller } from '../../database/caller.ts'
import type { Answer } from '../answer.ts'
import { refuse } from '../client-errors.ts'
import type { ErrorAnswers } from '../errors.ts'
import { holdUntilSent, largeAnswer } from '../large-answers.ts'
import { clientClosedRequest, requestId, type RequestObserver } from '../request-tracker.ts'
import { renderAnswer } from './plain-answer.ts'
import { type PlainHeaders, readPlainRequest } from './plain-request.ts'
import type { PlainRoutes } from './plain-routes.ts'

/** What the connections of a server share. */
export interface PlainContext {
  readonly routes: PlainRoutes
  readonly requests: RequestObserver
  readonly errorAnswers: ErrorAnswers
  /** Every answer then asks its client to connect anew. */
  readonly isDraining: () => boolean
  readonly clientOf: (request: { readonly socket: Socket; readonly headers: PlainHeaders }) => string
}

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

/**
 * A connection whose requests so far have all been plain. They are answered here, one after the other, for half of what Node's HTTP
 * server needs. The first that is anything else goes to that server with the bytes as they came, and the connection with it, for good.
 */
export class PlainConnection {
  readonly #socket: Socket
  readonly #server: Server
  readonly #context: PlainContext
  readonly #handOver: () => void
  readonly #caller = new Caller()
  #underWay: UnderWay | undefined
  /** What has come while a request was under way. */
  #early: Buffer[] = []
  #hasEnded = false
  /** In milliseconds of performance.now(). */
  #lastActive = performance.now()

  /** @param handOver gives the socket to Node's HTTP server */
  constructor(socket: Socket, server: Server, context: PlainContext, handOver: () => void) {
    this.#socket = socket
    this.#server = server
    this.#context = context
    this.#handOver = handOver
    socket.on('data', this.#take).on('end', this.#end).on('timeout', this.#giveUp)
    socket.on('close', this.#close).on('error', ignore)
  }

  get isIdle(): boolean {
    return this.#underWay === undefined
  }

  /** Nothing has come yet. */
  get isUnused(): boolean {
    return this.#socket.bytesRead === 0
  }

  isIdleSince(time: number): boolean {
    return this.isIdle && this.#lastActive < time
  }

  /** As Node's HTTP server does with one that sends nothing. */
  refuseSilence(): void {
    this.#socket.off('data', this.#take)
    refuse(this.#socket, 408, 'Request Timeout')
  }

  destroy(): void {
    this.#socket.destroy()
  }

  readonly #take = (bytes: Buffer): void => {
    this.#lastActive = performance.now()
    if (this.#underWay) {
      this.#early.push(bytes)
      this.#socket.pause()
      return
    }
    const request = readPlainRequest(bytes)
    const begun = request && this.#context.routes.begin(request, this.#caller)
    if (request === undefined || begun === undefined) return this.#leave(bytes)
    this.#context.requests.started()
    const { headers, method } = request
    this.#underWay = {
      id: requestId(headers['x-request-id']),
      method,
      route: begun.route,
      client: this.#context.clientOf({ socket: this.#socket, headers }),
      started: this.#lastActive,
      status: clientClosedRequest,
      isLast: false,
      release: undefined,
    }
    begun.answer.then(this.#answer, this.#fail)
  }

  readonly #fail = (error: unknown): void => {
    if (this.#underWay) this.#answer(this.#context.errorAnswers(error, this.#underWay.id))
  }

  readonly #answer = (answer: Answer): void => {
    const underWay = this.#underWay
    // Its client is gone.
    if (underWay === undefined) return
    if (answer.json.length > largeAnswer && underWay.method === 'GET') {
      try {
        underWay.release = holdUntilSent(this.#server, answer.json.length)
      } catch (error) {
        return this.#fail(error)
      }
    }
    underWay.status = answer.status
    underWay.isLast = this.#hasEnded || this.#context.isDraining()
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
    if (this.#socket.writableLength > 0) this.#socket.setTimeout(this.#server.timeout)
  }

  readonly #written = (error?: Error | null): void => {
    // Then it closes.
    if (error || this.#underWay === undefined) return
    const { isLast, status } = this.#underWay
    this.#over(status)
    this.#socket.setTimeout(0)
    // What the client sends from now on would be done and not answered: nobody reads it.
    if (isLast) this.#socket.off('data', this.#take).destroySoon()
    else if (this.#early.length > 0) this.#leave(Buffer.concat(this.#early))
  }

  readonly #end = (): void => {
    this.#hasEnded = true
    if (this.isIdle) this.#socket.end()
  }

  readonly #giveUp = (): void => void this.#socket.destroy()

  readonly #close = (): void => {
    this.#over(clientClosedRequest)
    this.#caller.leave()
  }

  #over(status: number): void {
    if (this.#underWay === undefined) return
    const { id, method, route, client, started, release } = this.#underWay
    this.#underWay = undefined
    this.#lastActive = performance.now()
    release?.()
    this.#context.requests.ended({ requestId: id, method, route, status, ms: this.#lastActive - started, client })
  }

  #leave(bytes: Buffer): void {
    this.#socket.off('data', this.#take).off('end', this.#end).off('timeout', this.#giveUp)
    this.#socket.off('close', this.#close).off('error', ignore)
    this.#socket.pause()
    this.#handOver()
    this.#socket.unshift(bytes)
    this.#socket.resume()
  }
}

/** A close follows. */
function ignore(): void {}
