import type { Fault } from '../../proof/fault.ts'

export const apiKilled: Fault = {
  title: 'A process of the API killed (SIGKILL)',
  async do({ release, nodes }) {
    await nodes.signal(await release.pod('api'), 'KILL', 'first')
  },
  mustHold: { failures: 'cut', apiRestarts: 1 },
}
