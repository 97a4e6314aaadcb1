import type { Fault } from '../../../proof/fault.ts'
import { hasBegun, instancesOf } from './instances-of.ts'

export const primaryDeleted: Fault = {
  title: 'The pod of the primary deleted',
  async do({ release }) {
    await release.delete([await instancesOf(release).primary()])
    await hasBegun(release)
  },
  mustHold: { failures: 'none', gapAtMost: 8 },
}
