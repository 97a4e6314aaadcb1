import { setImmediate as nextTurn } from 'node:timers/promises'

/** Interruptible work: it yields after about a millisecond of work. */
export type Steps<Result> = Generator<undefined, Result, undefined>

/** For work that is known to be short. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}

/** Yields to the event loop every few milliseconds, however long the work takes. */
export async function inTurns<Result>(steps: Steps<Result>, turnMs = 8): Promise<Result> {
  for (let end = performance.now() + turnMs; ;) {
    const step = steps.next()
    if (step.done) return step.value
    if (performance.now() < end) continue
    await nextTurn()
    end = performance.now() + turnMs
  }
}
