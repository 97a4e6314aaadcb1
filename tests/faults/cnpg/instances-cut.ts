import type { Fault } from '../../../proof/fault.ts'
import type { Pod } from '../../../proof/stage/pods.ts'
import { instancesOf } from './instances-of.ts'

let cutOff: Pod | undefined

/** The primary goes on without a replica that could confirm a write: writes wait, none is acknowledged that might be lost. */
export const instancesCut: Fault = {
  title: 'The instances cut from each other',
  async do({ release, nodes }) {
    const instances = instancesOf(release)
    cutOff = await instances.primary()
    const others = (await instances.pods()).filter(({ name }) => name !== cutOff?.name)
    await nodes.cutFrom(
      cutOff,
      others.map(({ address }) => address),
    )
  },
  async undo({ nodes }) {
    if (cutOff !== undefined) await nodes.mendCutFrom(cutOff)
  },
  mustHold: { failures: 'none', gapAtMost: 2 },
}
