import { setTimeout as sleep } from 'node:timers/promises'
import { LeftBehind } from '../tools/program.ts'
import type { Fault, Scene } from './fault.ts'

/**
 * Inflicts a fault, and undoes it if it does not end on its own, even when interrupted.
 * @throws LeftBehind if it cannot be undone
 */
export async function inflict(fault: Fault, scene: Scene, signal: AbortSignal): Promise<void> {
  if (fault.undo === undefined) return fault.do(scene)
  try {
    await fault.do(scene)
    await sleep(scene.outageSeconds * 1_000, undefined, { signal })
  } finally {
    await takeBack(fault.title, () => fault.undo?.(scene))
  }
}

/** Ctrl-C in the terminal also ends a kubectl that is undoing something, and a cluster in trouble may refuse one. */
async function takeBack(title: string, undo: () => Promise<void> | undefined): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await undo()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (attempt === attempts) throw new LeftBehind(`“${title}” could not be taken back: ${reason}`, { cause: error })
      await sleep(pauseMs)
    }
  }
}

const attempts = 3
const pauseMs = 1_000
