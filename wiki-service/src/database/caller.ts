import type { Identity } from '../identity/identity.ts'

/** The client that calls are made for; it may leave before it is answered. */
export class Caller {
  /** Its address as in the log; callers with the same address count as one client. */
  client: string
  /** Undefined in open mode, in which nobody is asked. */
  identity: Identity | undefined
  #waitsIn: { forgetGone(): void } | undefined
  #isGone = false

  constructor(client = '') {
    this.client = client
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** @param queue in which its latest call waits */
  waitIn(queue: { forgetGone(): void }): void {
    this.#waitsIn = queue
  }

  /** Cancels its waiting calls. */
  leave(): void {
    this.#isGone = true
    this.#waitsIn?.forgetGone()
    this.#waitsIn = undefined
  }
}

/** The client has left, so the call was dropped before its statement ran. */
export class CallerGone extends Error {
  constructor() {
    super('the client has left')
  }
}
