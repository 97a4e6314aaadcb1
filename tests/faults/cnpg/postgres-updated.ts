import type { Fault } from '../../../proof/fault.ts'
import { hasBegun, instancesOf } from './instances-of.ts'

export const postgresUpdated: Fault = {
  title: 'PostgreSQL updated by a new image',
  impossible: ({ nextDatabaseImage }) =>
    nextDatabaseImage === undefined ? 'it needs --next-database-image IMAGE' : undefined,
  async do({ release, nextDatabaseImage = '' }) {
    await instancesOf(release).setImage(nextDatabaseImage)
    await hasBegun(release)
  },
  mustHold: { failures: 'none', gapAtMost: 8 },
}
