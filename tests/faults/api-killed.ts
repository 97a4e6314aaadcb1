import type { Fault } from '../../proof/fault.ts'

export const apiKilled: Fault = {
  title: 'A process of the API killed (SIGKILL)',
  async do({ release, nodes }) {
    const pod = await release.pod('api')
    await nodes.kill(pod)
    await release.hasRestarted(pod)
  },
  mustHold: { failures: 'cut', apiRestarts: 1 },
}
