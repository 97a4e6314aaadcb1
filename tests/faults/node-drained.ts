import type { Fault } from '../../proof/fault.ts'
import { kubectl } from '../../proof/stage/kubernetes.ts'

let drained: string | undefined

export const nodeDrained: Fault = {
  title: 'The node of an API pod drained',
  // On the only node, one pod is evicted and the disruption budget keeps the other: the drain never completes.
  async do({ release, outageSeconds }) {
    drained = (await release.pod('api')).node
    const flags = [`--pod-selector=${release.selector('api')}`, `--timeout=${outageSeconds}s`]
    await kubectl(['drain', drained, ...flags]).catch((error: Error) => {
      if (!error.message.includes('timeout')) throw error
    })
  },
  async undo() {
    if (drained !== undefined) await kubectl(['uncordon', drained])
  },
  mustHold: { failures: 'none' },
}
