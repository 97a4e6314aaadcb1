import { constants, fstatSync, openSync, write, writeSync } from 'node:fs'
import { isatty } from 'node:tty'

/** Characters that may wait to be written; further lines are lost. */
const waitingMax = 2 * 1024 * 1024
const gatheredChars = 64 * 1024
const gatheredMs = 250
/**
 * Pauses before retrying a destination that accepts nothing: a pipe of 64 KiB empties at once, or stays full for long.
 */
const stalledMinMs = 1
const stalledMaxMs = 64
/** The same for a destination that fails. */
const failedMs = 1_000
/** How long the end of the process waits for a destination that accepts nothing. */
const endMs = 500

/**
 * Writes the log. A destination that fails or stalls costs lines and nothing else: no write blocks the event loop, and
 * the backlog is bounded.
 */
export class LogDestination {
  readonly #descriptor: number
  readonly #isTerminal: boolean
  /** Written to directly, because a thread would take longer: a tenth of the CPU of a creation. */
  readonly #neverBlocks: boolean
  #waiting: string[] = []
  #waitingChars = 0
  #current: Buffer | undefined
  /** A write is in progress, or the pause after a failed one. */
  #isBusy = false
  #timer: NodeJS.Timeout | undefined
  #stalledMs = stalledMinMs
  #lost = 0
  #onEmpty: (() => void) | undefined

  /** @param descriptor to write to */
  constructor(descriptor: number) {
    this.#isTerminal = isatty(descriptor)
    const opened = openWithoutBlocking(descriptor)
    this.#descriptor = opened ?? descriptor
    this.#neverBlocks = opened !== undefined || isDevice(descriptor)
  }

  get isTerminal(): boolean {
    return this.#isTerminal
  }

  /** Lines that were dropped. */
  get lost(): number {
    return this.#lost
  }

  /** @param lines complete ones, each with its line feed */
  write(lines: string): void {
    if (this.#waitingChars + lines.length > waitingMax) {
      this.#lost += lines.split('\n').length - 1
      return
    }
    this.#waiting.push(lines)
    this.#waitingChars += lines.length
    if (!this.#isBusy) this.#gather()
  }

  /** Writes what it can within half a second. */
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

  /** The same for a process that ends immediately: what the destination accepts without waiting. */
  endNow(): void {
    try {
      while (this.#takeNext()) this.#current = this.#current?.subarray(writeSync(this.#descriptor, this.#current))
    } catch {
      // The rest is lost.
    }
  }

  /** A few large writes cost less than many small ones. */
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
    // A partly written line is not dropped: the next one would begin in its middle.
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

  /** @returns whether there is anything to write */
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
 * Opens the same pipe or terminal again, non-blocking: other holders of the given descriptor may rely on its blocking,
 * and a write that blocks would hold a thread, and the end of the process, forever.
 * @returns undefined if the given descriptor is suitable, or there is no better one
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

/** For example /dev/null, which accepts or refuses a write immediately. */
function isDevice(descriptor: number): boolean {
  return fstatSync(descriptor).isCharacterDevice() && !isatty(descriptor)
}

/** Node makes standard output non-blocking if it is a pipe or a socket, as soon as it is accessed. */
function makeNonBlocking(): void {
  void process.stdout.writable
}
