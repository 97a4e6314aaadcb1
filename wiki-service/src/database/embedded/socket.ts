import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** No port of the machine: only part of the socket's name. */
export const socketPort = 5432

export const socketName = `.s.PGSQL.${socketPort}`

/** sun_path of unix(7) with its closing zero, and macOS's. */
const longestSocketPath = process.platform === 'linux' ? 107 : 103

/**
 * PostgreSQL's socket lies in its data directory, where nobody else can put one. Clients name it by its absolute path; where
 * that is longer than the system allows, by a short link to the directory, which is there until it is disposed of.
 */
export async function clientDirectory(cluster: string): Promise<AsyncDisposable & { readonly path: string }> {
  if (Buffer.byteLength(join(cluster, socketName)) <= longestSocketPath) {
    return { path: cluster, [Symbol.asyncDispose]: async () => {} }
  }
  const home = await mkdtemp(join(tmpdir(), 'wiki-'))
  const path = join(home, 'postgres')
  await symlink(cluster, path)
  return { path, [Symbol.asyncDispose]: async () => rm(home, { recursive: true, force: true }) }
}
