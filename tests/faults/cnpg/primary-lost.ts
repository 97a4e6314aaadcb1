import type { Fault } from '../../../proof/fault.ts'
import { hasBegun, instancesOf } from './instances-of.ts'

export const primaryLost: Fault = {
  title: 'The primary lost, as with its node',
  async do({ release }) {
    const instances = instancesOf(release)
    await instances.lose([await instances.primary()])
    await hasBegun(release)
  },
  mustHold: { failures: 'none', gapAtMost: 12 },
}
