import { setTimeout as sleep } from 'node:timers/promises'

export interface Watch {
  /** Everything that a replica must not do, whatever happens to its database. */
  readonly offences: readonly string[]
  /** Status of the latest readiness probe. */
  readonly ready: () => number
  stop(): Promise<void>
}

/**
 * Probes a replica ten times a second: liveness must always be 200 and fast, and counters must never decrease or
 * vanish.
 */
export function watchReplica(url: string): Watch {
  const offences: string[] = []
  const stopped = new AbortController()
  let ready = 0
  let highest: Counters = { users: 0, posts: 0 }
  const watching = Promise.all([
    repeat(async () => {
      const started = performance.now()
      const { status } = await fetch(`${url}/health/live`)
      const ms = performance.now() - started
      if (status !== 200 || ms > 1_000) offences.push(`liveness ${status} after ${ms} ms`)
      ready = (await fetch(`${url}/health/ready`)).status
    }),
    repeat(async () => {
      const counters = await readCounters(url)
      if (counters === undefined) {
        if (highest.users > 0) offences.push('counters vanished')
      } else {
        if (counters.users < highest.users || counters.posts < highest.posts)
          offences.push(`counters fell to ${counters.users}`)
        highest = counters
      }
    }),
  ])

  async function repeat(work: () => Promise<void>): Promise<void> {
    while (!stopped.signal.aborted) {
      await work().catch((error: unknown) => offences.push(String(error)))
      await sleep(100)
    }
  }

  return {
    offences,
    ready: () => ready,
    async stop() {
      stopped.abort()
      await watching
    },
  }
}

export interface Counters {
  readonly users: number
  readonly posts: number
}

/** A replica's creation counters; undefined while it exports none. */
export async function readCounters(url: string): Promise<Counters | undefined> {
  const page = await readMetrics(url)
  const users = page.get('users_created_total')
  const posts = page.get('posts_created_total')
  return users === undefined || posts === undefined ? undefined : { users, posts }
}

/** Samples by name and labels, as written on the page. */
export async function readMetrics(url: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )
}
