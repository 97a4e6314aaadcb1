import { constants, fstatSync, openSync, write, writeSync } from 'node:fs'
import { isatty } from 'node:tty'

/** Characters that may wait to be written; lines beyond them are lost. */
const waitingMax = 2 * 1024 * 1024
const gatheredChars = 64 * 1024
const gatheredMs = 250
/** Pauses before a destination that takes nothing is tried again: a pipe of 64 KiB is empty in no time, or full for long. */
const stalledMinMs = 1
const stalledMaxMs = 64
/** The same for one that fails. */
const failedMs = 1_000
/** How long the end waits for a destination that takes nothing. */
const endMs = 500

/**
 * Where lines of the log go. A destination that fails or stalls costs lines and nothing else: no write blocks the event loop, and what
 * waits is bounded.
 */
export class LogDestination {
  readonly #descriptor: number
  readonly #isTerminal: boolean
  /** Such a destination is written to directly: a thread would take longer, a tenth of the CPU of a creation. */
  readonly #neverBlocks: boolean
  #waiting: string[] = []
  #waitingChars = 0
  #current: Buffer | undefined
  /** A write is under way, or the pause after one that failed. */
  #isBusy = false
  #timer: NodeJS.Timeout | undefined
  #stalledMs = stalledMinMs
  #lost = 0
  #onEmpty: (() => void) | undefined

  /** @param descriptor of what is written to */
  constructor(descriptor: number) {
    this.#isTerminal = isatty(descriptor)
    const opened = openWithoutBlocking(descriptor)
    this.#descriptor = opened ?? descriptor
    this.#neverBlocks = opened !== undefined || isDevice(descriptor)
  }

  get isTerminal(): boolean {
    return this.#isTerminal
  }

  /** Lines that were not written, and never will be. */
  get lost(): number {
    return this.#lost
  }

  /** @param lines whole ones, each with its line feed */
  write(lines: string): void {
    if (this.#waitingChars + lines.length > waitingMax) {
      this.#lost += lines.split('\n').length - 1
      return
    }
    this.#waiting.push(lines)
    this.#waitingChars += lines.length
    if (!this.#isBusy) this.#gather()
  }

  /** Writes what can be written in half a second. */
  async end(): Promise<void> {
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, endMs)
      this.#onEmpty = () => {
        clearTimeout(late)
        resolve()
      }
      if (!this.#isBusy) this.#writeNext()
    })
    clearTimeout(this.#timer)
  }

  /** The same for a process that ends at once: what the destination takes without waiting. */
  endNow(): void {
    try {
      while (this.#takeNext()) this.#current = this.#current?.subarray(writeSync(this.#descriptor, this.#current))
    } catch {
      // Then it is lost.
    }
  }

  /** Few large writes cost less than many small ones. */
  #gather(): void {
    const isEnough = this.#isTerminal || this.#waitingChars >= gatheredChars || this.#onEmpty !== undefined
    if (isEnough) this.#writeNext()
    else if (this.#waitingChars > 0) this.#timer ??= setTimeout(() => this.#writeNext(), gatheredMs).unref()
  }

  #writeNext(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isBusy = this.#takeNext()
    if (!this.#isBusy) return this.#onEmpty?.()
    const bytes = this.#current ?? Buffer.alloc(0)
    if (!this.#neverBlocks) return write(this.#descriptor, bytes, this.#written)
    let error: NodeJS.ErrnoException | null = null
    let written = 0
    try {
      written = writeSync(this.#descriptor, bytes)
    } catch (thrown) {
      error = thrown as NodeJS.ErrnoException
    }
    this.#written(error, written)
  }

  readonly #written = (error: NodeJS.ErrnoException | null, bytes: number): void => {
    // A line that is half written is not given up: the next would begin in its middle.
    this.#current = this.#current?.subarray(error ? 0 : bytes)
    if (!error) {
      this.#stalledMs = stalledMinMs
      if (this.#current?.length !== 0) return this.#writeNext()
      this.#isBusy = false
      return this.#gather()
    }
    this.#timer = setTimeout(() => this.#writeNext(), error.code === 'EAGAIN' ? this.#stalledMs : failedMs).unref()
    this.#stalledMs = Math.min(2 * this.#stalledMs, stalledMaxMs)
  }

  /** @returns whether there is something to write */
  #takeNext(): boolean {
    if (this.#current === undefined || this.#current.length === 0) {
      this.#current = Buffer.from(this.#waiting.join(''))
      this.#waiting = []
      this.#waitingChars = 0
    }
    return this.#current.length > 0
  }
}

/**
 * Another description of the same pipe or terminal, which does not block: whoever shares the given one may rely on its blocking, and
 * a write that blocks would hold a thread, and the end of the process, for ever.
 * @returns undefined where the given one will do, or there is no better
 */
function openWithoutBlocking(descriptor: number): number | undefined {
  const status = fstatSync(descriptor)
  if (status.isSocket()) makeNonBlocking()
  if (!status.isFIFO() && !isatty(descriptor)) return undefined
  try {
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY
    return openSync(`/proc/self/fd/${descriptor}`, flags)
  } catch {
    makeNonBlocking()
    return undefined
  }
}

/** Such as /dev/null: it takes or refuses what is written at once. */
function isDevice(descriptor: number): boolean {
  return fstatSync(descriptor).isCharacterDevice() && !isatty(descriptor)
}

/** Node makes standard output non-blocking when it is a pipe or a socket, as soon as somebody looks at it. */
function makeNonBlocking(): void {
  void process.stdout.writable
}
