import type { Fault } from '../../../proof/fault.ts'
import { untilItShows } from './instances-of.ts'

export const primaryDeleted: Fault = {
  title: 'The pod of the primary deleted',
  do: ({ release }) => untilItShows(release, async (instances) => release.delete([await instances.primary()])),
  mustHold: { failures: 'none', gapAtMost: 8 },
}
