import type { Fault } from '../../proof/fault.ts'

export const postgresPodDeleted: Fault = {
  title: 'The pod of PostgreSQL deleted',
  async do({ release }) {
    await release.delete([await release.pod('database')])
  },
  mustHold: { failures: 'none', gapWithinOutage: true },
}
