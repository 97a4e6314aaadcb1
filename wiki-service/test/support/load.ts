import { setTimeout as sleep } from 'node:timers/promises'
import { KeepAliveClient } from './keep-alive-client.ts'

export interface LoadOptions {
  /** Where a client may open a new connection; called each time. */
  readonly targets: () => readonly string[]
  readonly writers?: number
  readonly readers?: number
}

export interface LoadReport {
  readonly requests: number
  /** Every failed request with its outcome. */
  readonly failures: readonly string[]
  readonly users: readonly { readonly id: number; readonly name: string }[]
  readonly posts: readonly { readonly post_id: number; readonly user_id: number; readonly content: string }[]
  readonly longestMs: number
  readonly p99Ms: number
}

export interface Load {
  readonly report: () => LoadReport
  /** The longest wait for an answer since the previous call, in milliseconds. */
  readonly longestSince: () => number
  /** Waits for outstanding answers. */
  stop(): Promise<LoadReport>
}

/** Between an answer and the client's next request: leaves part of the machine to others. */
const pauseMs = 15

let loads = 0

/**
 * Closed-loop clients with keep-alive. Nothing is ever sent twice, so every failure shows, and every text is unique.
 */
export function startLoad({ targets, writers = 40, readers = 6 }: LoadOptions): Load {
  const name = `load ${process.pid}.${(loads += 1)}`
  const users: { id: number; name: string }[] = []
  const posts: { post_id: number; user_id: number; content: string }[] = []
  const failures: string[] = []
  const latencies: number[] = []
  const stopped = new AbortController()

  async function run(work: (send: Send, count: number) => Promise<void>): Promise<void> {
    using client = new KeepAliveClient()
    let target: string | undefined
    const send: Send = async (method, path, body) => {
      const choice = targets()
      target ??= choice[Math.floor(Math.random() * choice.length)] ?? ''
      const started = performance.now()
      const at = new Date().toISOString()
      try {
        const { status, headers, body: text } = await client.send(method, target + path, body)
        if (headers.connection === 'close') target = undefined
        if (status === 200) return JSON.parse(text) as unknown
        failures.push(
          `${at} ${method} ${path}: ${status} ${text.slice(0, 200)} after ${performance.now() - started} ms`,
        )
      } catch (error) {
        failures.push(`${at} ${method} ${path}: ${String(error)} after ${performance.now() - started} ms`)
        target = undefined
      } finally {
        latencies.push(performance.now() - started)
      }
      return undefined
    }
    for (let count = 0; !stopped.signal.aborted; count += 1) {
      await work(send, count)
      await sleep(pauseMs * (0.5 + Math.random()))
    }
  }

  async function write(writer: number, send: Send, count: number): Promise<void> {
    const text = `${name}: ${writer}/${count}`
    const user = (await send('POST', '/users', { name: text })) as { id: number; name: string } | undefined
    if (user === undefined) return
    users.push(user)
    const post = await send('POST', '/posts', { user_id: user.id, content: text })
    if (post !== undefined) posts.push(post as { post_id: number; user_id: number; content: string })
  }

  /** An acknowledged row is visible to every reader. */
  async function read(send: Send): Promise<void> {
    const user = users[Math.floor(Math.random() * users.length)]
    if (user === undefined) return void (await send('GET', '/posts'))
    const found = (await send('GET', `/users/${user.id}`)) as { name: string } | undefined
    if (found !== undefined && found.name !== user.name) failures.push(`user ${user.id} was read as ${found.name}`)
  }

  const running = Promise.all([
    ...Array.from({ length: writers }, (_, writer) => run((send, count) => write(writer, send, count))),
    ...Array.from({ length: readers }, () => run(read)),
  ])

  function report(): LoadReport {
    const sorted = latencies.toSorted((one, other) => one - other)
    return {
      requests: latencies.length,
      failures,
      users,
      posts,
      longestMs: Math.round(sorted.at(-1) ?? 0),
      p99Ms: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
    }
  }

  let looked = 0
  return {
    report,
    longestSince() {
      const longest = latencies.slice(looked).reduce((one, other) => Math.max(one, other), 0)
      looked = latencies.length
      return Math.round(longest)
    },
    async stop() {
      stopped.abort()
      await running
      return report()
    },
  }
}

type Send = (method: 'GET' | 'POST', path: string, body?: unknown) => Promise<unknown>
