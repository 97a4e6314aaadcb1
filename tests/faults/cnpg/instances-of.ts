import type { Instances } from '../../../proof/stage/instances.ts'
import type { Release } from '../../../proof/stage/release.ts'
import { eventually } from '../../../proof/wait.ts'

/** @throws if the release does not use CloudNativePG */
export function instancesOf({ name, instances }: Release): Instances {
  if (instances === undefined) throw new Error(`the database of ${name} is not one of CloudNativePG`)
  return instances
}

/**
 * Does something to the instances, and resolves when it shows: before that they would be taken for whole again.
 * @throws when it does not show within 30 s
 */
export async function untilItShows(release: Release, act: (instances: Instances) => Promise<void>): Promise<void> {
  const instances = instancesOf(release)
  const before = await traces(instances)
  await act(instances)
  // A container that restarts may be ready again between two looks.
  const shown = async (): Promise<boolean> => (await traces(instances)) !== before || !(await release.isWhole())
  if (!(await eventually(shown, 30))) throw new Error('nothing has come of it')
}

/** Which pods and containers there are, and which of them is the primary. */
async function traces(instances: Instances): Promise<string> {
  const [all, primaries] = await Promise.all([instances.pods(), instances.pods('primary')])
  const containers = all.map(({ uid, containerId }) => `${uid} ${containerId}`).toSorted()
  return [...containers, ...primaries.map(({ name }) => name)].join('\n')
}
