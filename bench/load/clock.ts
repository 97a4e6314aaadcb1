import { parentPort } from 'node:worker_threads'

export interface Plan {
  /** In `process.hrtime`, which all threads share. */
  readonly startNs: bigint
  readonly intervalMs: number
  readonly total: number
}

/**
 * A thread that announces when each request is due. A timer of the event loop is a millisecond late, which is as long
 * as an answer takes; busy waiting would take a core from what is measured.
 */
parentPort?.once('message', (plan) => tick(plan as Plan))

/** Requests due within this interval share a message. */
const tickMs = 0.1

function tick({ startNs, intervalMs, total }: Plan): void {
  const never = new Int32Array(new SharedArrayBuffer(4))
  const elapsedMs = () => Number(process.hrtime.bigint() - startNs) / 1e6
  for (let due = 0; due <= total; due = Math.floor(elapsedMs() / intervalMs) + 1) {
    Atomics.wait(never, 0, 0, Math.max(due * intervalMs - elapsedMs(), tickMs))
    parentPort?.postMessage(due)
  }
}
