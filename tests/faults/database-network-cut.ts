import type { Fault } from '../../proof/fault.ts'

const port = 5432

export const databaseNetworkCut: Fault = {
  title: 'The network between API and PostgreSQL cut',
  async do({ release, nodes }) {
    await nodes.cut(await release.pod('database'), port)
  },
  async undo({ release, nodes }) {
    await nodes.reconnect(await release.pod('database'), port)
  },
  mustHold: { failures: 'none', gapWithinOutage: true },
}
