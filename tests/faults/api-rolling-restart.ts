import type { Fault } from '../../proof/fault.ts'

export const apiRollingRestart: Fault = {
  title: 'API restarted, replica by replica',
  async do({ release }) {
    const deployment = ['deployment', '--selector', release.selector('api')]
    await release.kubectl(['rollout', 'restart', ...deployment])
    await release.kubectl(['rollout', 'status', ...deployment, '--timeout=2m'])
  },
  mustHold: { failures: 'none' },
}
