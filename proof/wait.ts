import { setTimeout as sleep } from 'node:timers/promises'

/** Polls until true, or until the time is over. @returns whether it became true */
export async function eventually(
  condition: () => Promise<boolean>,
  withinSeconds: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const deadline = performance.now() + withinSeconds * 1_000
  while (!(await condition())) {
    if (performance.now() > deadline) return false
    await sleep(everyMs, undefined, { signal })
  }
  return true
}

const everyMs = 250
