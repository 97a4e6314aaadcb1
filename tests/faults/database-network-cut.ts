import type { Fault } from '../../proof/fault.ts'

const port = 5432

export const databaseNetworkCut: Fault = {
  title: 'The network between API and PostgreSQL cut',
  async do({ release, nodes }) {
    await nodes.cut(await release.pod('database'), port)
  },
  undo: ({ nodes }) => nodes.reconnect(),
  mustHold: { failures: 'none', gapWithinOutage: true },
}
