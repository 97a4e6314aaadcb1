import type { Fault } from '../../../proof/fault.ts'
import { untilItShows } from './instances-of.ts'

export const replicaLost: Fault = {
  title: 'A replica lost, as with its node',
  do: ({ release }) => untilItShows(release, async (instances) => instances.lose([await instances.replica()])),
  mustHold: { failures: 'none', gapAtMost: 1 },
}
