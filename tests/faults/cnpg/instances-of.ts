import type { Instances } from '../../../proof/stage/instances.ts'
import type { Release } from '../../../proof/stage/release.ts'
import { eventually } from '../../../proof/wait.ts'

/** @throws if the release does not use CloudNativePG */
export function instancesOf({ name, instances }: Release): Instances {
  if (instances === undefined) throw new Error(`the database of ${name} is not one of CloudNativePG`)
  return instances
}

/** Resolves when the cluster shows an effect; before that it would count as recovered. @throws after 30 s */
export async function hasBegun(release: Release): Promise<void> {
  if (!(await eventually(async () => !(await release.isWhole()), 30))) throw new Error('nothing has come of it')
}
