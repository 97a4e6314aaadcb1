import { setTimeout as pause } from 'node:timers/promises'

/**
 * Resolves with the first success of `attempt`. Retries every 300 ms; rejects with the latest failure after
 * `withinSeconds`.
 */
export async function eventually<T>(attempt: () => Promise<T>, withinSeconds = 60): Promise<T> {
  const deadline = Date.now() + withinSeconds * 1000
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await pause(300)
    }
  }
}
