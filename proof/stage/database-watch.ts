import { Program } from './program.ts'
import type { Release } from './release.ts'

/** When the database was up, according to a client that is independent of the service. */
export class DatabaseWatch implements AsyncDisposable {
  readonly #program: Program
  readonly #seen: readonly Sight[]

  private constructor(program: Program, seen: readonly Sight[]) {
    this.#program = program
    this.#seen = seen
  }

  static async start(release: Release, image: string): Promise<DatabaseWatch> {
    const seen: Sight[] = []
    const program = await Program.start({
      namespace: release.namespace,
      name: 'proof-watch',
      labels: await release.databaseClientLabels(),
      image,
      command: ['watch.ts', await release.address('database')],
      line: (text) => seen.push(JSON.parse(text) as Sight),
    })
    return new DatabaseWatch(program, seen)
  }

  get isUp(): boolean {
    return this.#seen.at(-1)?.up ?? false
  }

  /** @returns the longest continuous outage between two times, in seconds */
  longestOutage(from: number, to: number): number {
    let [longest, downSince] = [0, undefined as number | undefined]
    for (const { up, at } of this.#seen) {
      if (at < from || at > to) continue
      if (!up) downSince ??= at
      if (downSince !== undefined) longest = Math.max(longest, at - downSince)
      if (up) downSince = undefined
    }
    return longest / 1_000
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]()
  }
}

/** Time in milliseconds since 1970. */
interface Sight {
  readonly up: boolean
  readonly at: number
}
