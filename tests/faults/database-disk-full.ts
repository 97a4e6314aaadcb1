import type { Fault } from '../../proof/fault.ts'

export const databaseDiskFull: Fault = {
  title: 'The disk of PostgreSQL full',
  impossible: ({ volume }) =>
    volume === undefined ? 'it needs a release of its own: a volume may be a part of the node’s disk' : undefined,
  async do({ volume }) {
    await volume?.fill()
  },
  async undo({ volume }) {
    await volume?.empty()
  },
  mustHold: { failures: 'refused writes' },
}
