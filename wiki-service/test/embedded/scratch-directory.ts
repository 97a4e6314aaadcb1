import { chown, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory that its owner alone can enter (0700), removed with all that is in it. */
export async function scratchDirectory(owner?: number): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(await realpath(tmpdir()), 'nebula-wiki-embedded-'))
  if (owner !== undefined) await chown(path, owner, owner)
  return { path, [Symbol.asyncDispose]: async () => rm(path, { recursive: true, force: true }) }
}
