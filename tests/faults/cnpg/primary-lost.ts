import type { Fault } from '../../../proof/fault.ts'
import { untilItShows } from './instances-of.ts'

export const primaryLost: Fault = {
  title: 'The primary lost, as with its node',
  do: ({ release }) => untilItShows(release, async (instances) => instances.lose([await instances.primary()])),
  mustHold: { failures: 'none', gapAtMost: 12 },
}
