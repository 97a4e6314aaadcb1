import type { Fault } from '../../../proof/fault.ts'
import { untilItShows } from './instances-of.ts'

export const primarySwitched: Fault = {
  title: 'A replica made the primary (switchover)',
  do: ({ release }) => untilItShows(release, async (instances) => instances.promote(await instances.replica())),
  mustHold: { failures: 'none', gapAtMost: 4 },
}
