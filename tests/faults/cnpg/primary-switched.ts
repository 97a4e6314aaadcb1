import type { Fault } from '../../../proof/fault.ts'
import { hasBegun, instancesOf } from './instances-of.ts'

export const primarySwitched: Fault = {
  title: 'A replica made the primary (switchover)',
  async do({ release }) {
    const instances = instancesOf(release)
    await instances.promote(await instances.replica())
    await hasBegun(release)
  },
  mustHold: { failures: 'none', gapAtMost: 4 },
}
