import type { Fault } from '../../../proof/fault.ts'
import { untilItShows } from './instances-of.ts'

export const primaryKilled: Fault = {
  title: 'PostgreSQL of the primary killed (SIGKILL)',
  do: ({ release }) => untilItShows(release, async (instances) => instances.killPostgres(await instances.primary())),
  mustHold: { failures: 'none', gapAtMost: 8 },
}
