import type { Fault } from '../../proof/fault.ts'

export const allPodsDeleted: Fault = {
  title: 'All pods of the release deleted at once',
  async do({ release }) {
    await release.delete(await release.pods())
  },
  mustHold: { failures: 'outage' },
}
