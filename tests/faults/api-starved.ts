import type { Fault } from '../../proof/fault.ts'
import { apiRollingRestart } from './api-rolling-restart.ts'

/** Enough to leave each process of the node a small part of a core. */
const neighbours = 16

let starved: string | undefined

/** Endpoints then lag by seconds: requests reach replicas that were told to stop long ago. */
export const apiStarved: Fault = {
  title: 'API restarted while others take the node’s CPU',
  async do(scene) {
    starved = (await scene.release.pod('api')).node
    await scene.nodes.starve(starved, neighbours)
    await apiRollingRestart.do(scene)
  },
  async undo({ nodes }) {
    if (starved !== undefined) await nodes.feed(starved)
  },
  mustHold: { failures: 'none' },
}
