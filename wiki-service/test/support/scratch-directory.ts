import { chown, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type ScratchDirectory = AsyncDisposable & { readonly path: string }

/** A directory that only its owner can enter (0700), removed with its contents. */
export async function scratchDirectory(owner?: number, parent = tmpdir()): Promise<ScratchDirectory> {
  const path = await mkdtemp(join(await realpath(parent), 'nebula-wiki-scratch-'))
  if (owner !== undefined) await chown(path, owner, owner)
  return { path, [Symbol.asyncDispose]: async () => rm(path, { recursive: true, force: true }) }
}
