import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Not a network port: only part of the socket's name. */
export const socketPort = 5432

export const socketName = `.s.PGSQL.${socketPort}`

/** sun_path of unix(7) with its terminating zero, and macOS's. */
const longestSocketPath = process.platform === 'linux' ? 107 : 103

/**
 * PostgreSQL's socket is in its data directory, where nobody else can place one. Clients use its absolute path or, if
 * that is longer than the system allows, a short link to the directory, which exists until disposed of.
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
