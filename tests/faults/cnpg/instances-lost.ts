import type { Fault } from '../../../proof/fault.ts'
import { hasBegun, instancesOf } from './instances-of.ts'

export const instancesLost: Fault = {
  title: 'All instances lost at once',
  async do({ release }) {
    const instances = instancesOf(release)
    await instances.lose(await instances.pods())
    await hasBegun(release)
  },
  mustHold: { failures: 'outage' },
}
