import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export interface Commit {
  readonly commit: string
  /** Whether what was measured differs from the commit. */
  readonly dirty: boolean
}

const root = fileURLToPath(new URL('../', import.meta.url))
export const serviceSources = [
  'wiki-service/src',
  'wiki-service/build',
  'wiki-service/migrations',
  'wiki-service/package-lock.json',
]

/** @param measured files, folders or git patterns that must match the commit */
export async function currentCommit(measured: readonly string[]): Promise<Commit> {
  const git = async (...words: string[]) => (await promisify(execFile)('git', words, { cwd: root })).stdout.trim()
  try {
    const changes = await git('status', '--porcelain', '--', ...measured)
    return { commit: await git('rev-parse', 'HEAD'), dirty: changes !== '' }
  } catch {
    // A copy without its history.
    return { commit: 'unknown', dirty: true }
  }
}
