import type { Fault } from '../../../proof/fault.ts'
import { instancesOf } from './instances-of.ts'

/** The primary loses the replicas that confirm its writes: writes wait, and none that could be lost is acknowledged. */
export const instancesCut: Fault = {
  title: 'The instances cut from each other',
  async do({ release, nodes }) {
    const instances = instancesOf(release)
    const primary = await instances.primary()
    const others = (await instances.pods()).filter(({ name }) => name !== primary.name)
    await nodes.cutFrom(
      primary,
      others.map(({ address }) => address),
    )
  },
  undo: ({ nodes }) => nodes.reconnect(),
  mustHold: { failures: 'none', gapAtMost: 2 },
}
