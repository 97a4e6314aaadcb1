import { Client } from './client.ts'
import type { Ended, Order } from './order.ts'
import type { Request } from './request.ts'
import { Requests } from './requests.ts'

/**
 * An open loop: requests at a fixed rate, alternating between the paths, as from independent users. While the service
 * is down for a while it gets no fewer requests.
 */
export class Load {
  readonly #intervalMs: number
  readonly #ended: (request: Ended) => void
  readonly #clients: readonly Client[]
  readonly #requests: Requests
  readonly #underWay = new Set<Promise<void>>()
  #sent = 0
  #timer: NodeJS.Timeout | undefined

  /** @param ended is called once for every request */
  constructor({ targets, host, rate, mark }: Order, ended: (request: Ended) => void) {
    this.#intervalMs = 1_000 / rate
    this.#ended = ended
    this.#clients = Object.entries(targets).map(([path, url]) => new Client(path, url, host))
    this.#requests = new Requests(mark)
  }

  /**
   * Stores the rows that the others need, along each path; an ingress may not know its newest release yet. @throws if
   * it cannot
   */
  async prepare(): Promise<void> {
    const deadline = now() + preparationMs
    for (const client of this.#clients) {
      for (const first of this.#requests.first()) {
        let failure: string | undefined
        do {
          failure = await this.#exchange(client, first(), now())
          if (failure !== undefined && now() > deadline)
            throw new Error(`no row could be stored along the ${client.path}: ${failure}`)
        } while (failure !== undefined)
      }
    }
  }

  resume(): void {
    let due = now()
    const tick = (): void => {
      for (; due <= now(); due += this.#intervalMs) this.#send(due)
      this.#timer = setTimeout(tick, Math.max(0, due - now()))
    }
    tick()
  }

  /** Resolves when every request has ended, at most after the client's patience. */
  async pause(): Promise<void> {
    clearTimeout(this.#timer)
    await Promise.all(this.#underWay)
  }

  /** Ends immediately. */
  close(): void {
    clearTimeout(this.#timer)
    for (const client of this.#clients) client.close()
  }

  #nextClient(): Client {
    const client = this.#clients[this.#sent++ % this.#clients.length]
    if (client === undefined) throw new Error('the order names no path')
    return client
  }

  #send(at: number): void {
    const exchange = this.#exchange(this.#nextClient(), this.#requests.next(), at)
    const underWay: Promise<void> = exchange.then(() => void this.#underWay.delete(underWay))
    this.#underWay.add(underWay)
  }

  /** @returns why it failed; undefined if it did not */
  async #exchange(client: Client, request: Request, at: number): Promise<string | undefined> {
    const failure = await outcomeOf(client, request)
    const { kind, text } = request
    const { path } = client
    this.#ended({
      path,
      kind,
      at,
      latencyMs: now() - at,
      ...(failure !== undefined && { failure }),
      ...(text !== undefined && { text }),
    })
    return failure
  }
}

const preparationMs = 30_000

/** Milliseconds since 1970, from a clock that never goes backwards. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}

async function outcomeOf(client: Client, request: Request): Promise<string | undefined> {
  try {
    const { status, body } = await client.exchange(request)
    if (status !== 200 && status !== 201) return String(status)
    return request.answeredBy(body) ? undefined : 'wrong answer'
  } catch (error) {
    return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error)
  }
}
