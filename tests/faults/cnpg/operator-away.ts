import type { Fault } from '../../../proof/fault.ts'
import { untilItShows } from './instances-of.ts'

/** Without the operator no replica is promoted: the outage lasts until it is back, plus the time of a failover. */
export const operatorAway: Fault = {
  title: 'The primary lost while the operator is down',
  impossible: ({ operator }) => (operator === undefined ? 'the operator’s deployment was not found' : undefined),
  async do({ release, operator }) {
    await operator?.stop()
    await untilItShows(release, async (instances) => instances.lose([await instances.primary()]))
  },
  async undo({ operator }) {
    await operator?.start()
  },
  mustHold: { failures: 'none' },
}
