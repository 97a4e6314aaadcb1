import type { Fault } from '../../../proof/fault.ts'
import { untilItShows } from './instances-of.ts'

export const postgresUpdated: Fault = {
  title: 'PostgreSQL updated by a new image',
  impossible: ({ nextDatabaseImage }) =>
    nextDatabaseImage === undefined ? 'it needs --next-database-image IMAGE' : undefined,
  do: ({ release, nextDatabaseImage = '' }) =>
    untilItShows(release, (instances) => instances.setImage(nextDatabaseImage)),
  mustHold: { failures: 'none', gapAtMost: 8 },
}
