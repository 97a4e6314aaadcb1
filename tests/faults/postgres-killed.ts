import type { Fault } from '../../proof/fault.ts'

export const postgresKilled: Fault = {
  title: 'PostgreSQL killed (SIGKILL)',
  async do({ release, nodes }) {
    await nodes.signal(await release.pod('database'), 'KILL', 'first')
  },
  mustHold: { failures: 'none', gapWithinOutage: true },
}
