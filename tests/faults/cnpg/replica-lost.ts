import type { Fault } from '../../../proof/fault.ts'
import { hasBegun, instancesOf } from './instances-of.ts'

export const replicaLost: Fault = {
  title: 'A replica lost, as with its node',
  async do({ release }) {
    const instances = instancesOf(release)
    await instances.lose([await instances.replica()])
    await hasBegun(release)
  },
  mustHold: { failures: 'none', gapAtMost: 1 },
}
