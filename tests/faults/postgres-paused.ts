import type { Fault } from '../../proof/fault.ts'

export const postgresPaused: Fault = {
  title: 'PostgreSQL paused (SIGSTOP)',
  async do({ release, nodes }) {
    await nodes.signal(await release.pod('database'), 'STOP', 'all')
  },
  async undo({ release, nodes }) {
    await nodes.signal(await release.pod('database'), 'CONT', 'all')
  },
  mustHold: { failures: 'none', gapWithinOutage: true },
}
