import { Latencies, shares } from './latencies.ts'
import type { Order, Outcome, Tell } from './order.ts'

/** What counts of a load: the answers between the end of the warm-up and the end of the time. Times are of `performance.now()`. */
export class Tally {
  readonly begin: number
  readonly end: number
  readonly #latencies = new Latencies()
  readonly #lateness = new Latencies()
  readonly #failures: Record<string, number> = {}
  readonly #tell: Tell
  #cpuAtBegin = process.cpuUsage()
  #cpu = process.cpuUsage()

  constructor({ warmUpSeconds, seconds }: Order, tell: Tell) {
    this.begin = performance.now() + warmUpSeconds * 1_000
    this.end = this.begin + seconds * 1_000
    this.#tell = tell
    setTimeout(() => {
      this.#cpuAtBegin = process.cpuUsage()
      tell({ event: 'begin' })
    }, warmUpSeconds * 1_000)
  }

  /** @param at when the request belongs: of the answer in a closed loop, of the plan in an open one */
  answered(status: string, at: number, latencyMs: number): void {
    if (at < this.begin || at >= this.end) return
    this.#latencies.add(latencyMs)
    if (!status.startsWith('2')) this.#failures[status] = (this.#failures[status] ?? 0) + 1
  }

  /** @param lateMs how much later than `at` the generator could send at all */
  ticked(at: number, lateMs: number): void {
    if (at >= this.begin && at < this.end) this.#lateness.add(lateMs)
  }

  /** To be called once, when the time is over: the CPU is read at the same moment as the benchmark reads the service's. */
  over(): void {
    this.#cpu = process.cpuUsage(this.#cpuAtBegin)
    this.#tell({ event: 'end' })
  }

  outcome(): Outcome {
    const seconds = (this.end - this.begin) / 1_000
    return {
      requests: this.#latencies.count,
      seconds,
      failures: this.#failures,
      ...this.#latencies.percentiles(shares),
      generatorShare: (this.#cpu.user + this.#cpu.system) / 1e6 / seconds,
      ...(this.#lateness.count > 0 && { lateMs: this.#lateness.percentiles({ p99: 0.99 }).p99 }),
    }
  }
}
