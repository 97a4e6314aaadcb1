/** For whom calls are made: a client that may leave before it is answered. */
export class Caller {
  /** Its address, as the log has it: those with the same one are one client. */
  client: string
  #waitsIn: { forgetGone(): void } | undefined
  #isGone = false

  constructor(client = '') {
    this.client = client
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** @param queue where its latest call waits */
  waitIn(queue: { forgetGone(): void }): void {
    this.#waitsIn = queue
  }

  /** Whatever of its calls still waits is not carried out. */
  leave(): void {
    this.#isGone = true
    this.#waitsIn?.forgetGone()
    this.#waitsIn = undefined
  }
}

/** Nobody is left to hear the answer, so the call was dropped before its statement. */
export class CallerGone extends Error {
  constructor() {
    super('the client has left')
  }
}
