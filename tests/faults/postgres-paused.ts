import type { Fault } from '../../proof/fault.ts'

export const postgresPaused: Fault = {
  title: 'PostgreSQL paused (SIGSTOP)',
  async do({ release, nodes }) {
    await nodes.pause(await release.pod('database'))
  },
  undo: ({ nodes }) => nodes.resume(),
  mustHold: { failures: 'none', gapWithinOutage: true },
}
