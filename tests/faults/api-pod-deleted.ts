import type { Fault } from '../../proof/fault.ts'

export const apiPodDeleted: Fault = {
  title: 'A pod of the API deleted',
  async do({ release }) {
    await release.delete([await release.pod('api')])
  },
  mustHold: { failures: 'none' },
}
