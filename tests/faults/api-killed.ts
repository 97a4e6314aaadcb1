import type { Fault } from '../../proof/fault.ts'
import { eventually } from '../../proof/wait.ts'

export const apiKilled: Fault = {
  title: 'A process of the API killed (SIGKILL)',
  async do({ release, nodes }) {
    const killed = await release.pod('api')
    await nodes.signal(killed, 'KILL', 'first')
    // Until Kubernetes has noticed, it calls the pod ready.
    const noticed = async () =>
      (await release.pods('api')).some(({ name, restarts }) => name === killed.name && restarts > killed.restarts)
    if (!(await eventually(noticed, 90))) throw new Error(`${killed.name} does not start again`)
  },
  mustHold: { failures: 'cut', apiRestarts: 1 },
}
