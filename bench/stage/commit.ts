import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export interface Commit {
  readonly commit: string
  /** Whether what was measured differs from the commit. */
  readonly dirty: boolean
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const measured = ['wiki-service/src', 'wiki-service/build', 'wiki-service/migrations', 'wiki-service/package-lock.json']

export async function currentCommit(): Promise<Commit> {
  const git = async (...words: string[]) => (await promisify(execFile)('git', words, { cwd: root })).stdout.trim()
  try {
    const changes = await git('status', '--porcelain', '--', ...measured, 'bench/**/*.ts')
    return { commit: await git('rev-parse', 'HEAD'), dirty: changes !== '' }
  } catch {
    // A copy without its history.
    return { commit: 'unknown', dirty: true }
  }
}
