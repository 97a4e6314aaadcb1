import type { Fault } from '../../../proof/fault.ts'
import { untilItShows } from './instances-of.ts'

export const instancesLost: Fault = {
  title: 'All instances lost at once',
  do: ({ release }) => untilItShows(release, async (instances) => instances.lose(await instances.pods())),
  mustHold: { failures: 'outage' },
}
