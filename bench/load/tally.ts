import { setTimeout as sleep } from 'node:timers/promises'
import { Latencies, shares } from '../../tools/latencies.ts'
import type { Order, Outcome, Tell } from './order.ts'

/**
 * Counts the answers between the end of the warm-up and the end of the measurement. Times are those of
 * `performance.now()`.
 */
export class Tally {
  readonly start = performance.now()
  readonly begin: number
  readonly end: number
  readonly #latencies = new Latencies()
  readonly #lateness = new Latencies()
  readonly #failures: Record<string, number> = {}
  #answers = 0
  readonly #over: Promise<NodeJS.CpuUsage>

  constructor({ warmUpSeconds, seconds }: Order, tell: Tell) {
    this.begin = this.start + warmUpSeconds * 1_000
    this.end = this.begin + seconds * 1_000
    this.#over = this.#frame(tell)
  }

  /** @param at when the request was due */
  answered(status: string, at: number, latencyMs: number): void {
    if (this.#counts(at + latencyMs)) this.#answers += 1
    if (!this.#counts(at)) return
    this.#latencies.add(latencyMs)
    if (!status.startsWith('2')) this.#failures[status] = (this.#failures[status] ?? 0) + 1
  }

  /** @param lateMs how much later than `at` the generator could send */
  ticked(at: number, lateMs: number): void {
    if (this.#counts(at)) this.#lateness.add(lateMs)
  }

  #counts(time: number): boolean {
    return time >= this.begin && time < this.end
  }

  /** Resolves at the end of the measurement. */
  async outcome(): Promise<Outcome> {
    const { user, system } = await this.#over
    const seconds = (this.end - this.begin) / 1_000
    return {
      requests: this.#latencies.count,
      answers: this.#answers,
      seconds,
      failures: this.#failures,
      ...this.#latencies.percentiles(shares),
      generatorShare: (user + system) / 1e6 / seconds,
      ...(this.#lateness.count > 0 && { lateMs: this.#lateness.percentiles({ p99: 0.99 }).p99 }),
    }
  }

  /** @returns the CPU time of the generator, read when the benchmark reads the service's */
  async #frame(tell: Tell): Promise<NodeJS.CpuUsage> {
    await sleepUntil(this.begin)
    const before = process.cpuUsage()
    tell({ event: 'begin' })
    await sleepUntil(this.end)
    tell({ event: 'end' })
    return process.cpuUsage(before)
  }
}

async function sleepUntil(time: number): Promise<void> {
  await sleep(Math.max(0, time - performance.now()))
}
