import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from './database.ts'
import { statement } from './statement.ts'

const sweepIntervalMs = 60_000

/**
 * Deletes receipts that no retry can ask for any more, a few thousand at a time, until stopped.
 * Ten minutes are more than the longest REQUEST_DEADLINE_SECONDS (300).
 */
export async function sweepReceipts(database: Database, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    // Replicas that started together do not sweep together.
    await sleep(sweepIntervalMs * (0.5 + Math.random()), undefined, { signal: stopped, ref: false }).catch(() => {})
    if (!stopped.aborted)
      await database.query(deleteOldReceipts, [], performance.now() + sweepIntervalMs).catch(() => {})
  }
}

const deleteOldReceipts = statement<readonly []>(
  'receipts.deleteOld',
  `
  delete from creation_receipts where key in (
    select key from creation_receipts where created_time < now() - interval '10 minutes' limit 5000 for update skip locked)`,
)
