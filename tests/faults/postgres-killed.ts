import type { Fault } from '../../proof/fault.ts'

export const postgresKilled: Fault = {
  title: 'PostgreSQL killed (SIGKILL)',
  async do({ release, nodes }) {
    const pod = await release.pod('database')
    await nodes.kill(pod)
    await release.hasRestarted(pod)
  },
  mustHold: { failures: 'none', gapWithinOutage: true },
}
