export type Acknowledged = { id: number; content: string }

/** Clients that create posts one after the other, and record which were acknowledged. */
export class Writers {
  readonly acknowledged: Acknowledged[] = []
  readonly #end = new AbortController()
  readonly #ended: Promise<void[]>

  constructor(url: string, count: number) {
    this.#ended = Promise.all(Array.from({ length: count }, (_, writer) => this.#write(url, writer)))
  }

  /** Waits at most 10 s for each request in flight. */
  async stop(): Promise<void> {
    this.#end.abort()
    await this.#ended
  }

  async #write(url: string, writer: number): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    for (let number = 0; !this.#end.signal.aborted; number += 1) {
      const content = `writer ${writer}, post ${number}`
      try {
        const body = JSON.stringify({ user_id: 1, content })
        const answer = await fetch(`${url}/posts`, {
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.timeout(10_000),
        })
        if (answer.status !== 200) continue
        const post = (await answer.json()) as { post_id: number }
        this.acknowledged.push({ id: post.post_id, content })
      } catch {
        // The container has stopped or is stopping: this post was not acknowledged.
        return
      }
    }
  }
}
