/** Latencies in milliseconds. Keeps every value: percentiles are exact, and the tail is not rounded into buckets. */
export class Latencies {
  #values = new Float64Array(65_536)
  #count = 0

  add(latencyMs: number): void {
    if (this.#count === this.#values.length) {
      const larger = new Float64Array(this.#count * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#count] = latencyMs
    this.#count += 1
  }

  get count(): number {
    return this.#count
  }

  /** By nearest rank: the smallest latency that at least the share `shares[i]` does not exceed. 0 if there are none. */
  percentiles<Name extends string>(shares: Readonly<Record<Name, number>>): Record<Name, number> {
    const sorted = this.#values.slice(0, this.#count).toSorted()
    const rank = (share: number) => Math.max(0, Math.ceil(share * this.#count) - 1)
    const entries = Object.entries<number>(shares).map(([name, share]) => [name, sorted[rank(share)] ?? 0])
    return Object.fromEntries(entries) as Record<Name, number>
  }
}

export const shares = { p50Ms: 0.5, p90Ms: 0.9, p99Ms: 0.99, p999Ms: 0.999, maxMs: 1 } as const
