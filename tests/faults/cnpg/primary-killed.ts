import type { Fault } from '../../../proof/fault.ts'
import { hasBegun, instancesOf } from './instances-of.ts'

export const primaryKilled: Fault = {
  title: 'PostgreSQL of the primary killed (SIGKILL)',
  async do({ release }) {
    const instances = instancesOf(release)
    await instances.killPostgres(await instances.primary())
    await hasBegun(release)
  },
  mustHold: { failures: 'none', gapAtMost: 8 },
}
