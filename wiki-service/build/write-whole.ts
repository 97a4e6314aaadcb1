import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Creates or replaces a file that others may be reading: they get its old contents or its new ones. */
export async function writeWhole(path: string, contents: Uint8Array | string, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const unfinished = `${path}.${process.pid}`
  await writeFile(unfinished, contents, { mode })
  await rename(unfinished, path)
}
