import type { Fault } from '../../proof/fault.ts'

export const postgresKilled: Fault = {
  title: 'PostgreSQL killed (SIGKILL)',
  async do({ release, nodes }) {
    const pod = await release.pod('database')
    await nodes.signal(pod, 'KILL', 'first')
    await release.hasRestarted(pod)
  },
  mustHold: { failures: 'none', gapWithinOutage: true },
}
