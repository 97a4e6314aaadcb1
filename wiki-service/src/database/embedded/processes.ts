import { readdir, readlink, realpath } from 'node:fs/promises'
import { basename } from 'node:path'

/**
 * PostgreSQL's processes that work in a data directory: each has it as its current directory, whoever its parent is.
 * Empty where the system has no /proc (macOS).
 */
export async function processesIn(directory: string): Promise<readonly number[]> {
  const wanted = await realpath(directory).catch(() => directory)
  const entries = await readdir('/proc').catch(() => [])
  const pids = entries.map(Number).filter((pid) => Number.isInteger(pid))
  const found = await Promise.all(pids.map(async (pid) => ((await worksIn(pid, wanted)) ? [pid] : [])))
  return found.flat()
}

async function worksIn(pid: number, directory: string): Promise<boolean> {
  try {
    if ((await readlink(`/proc/${pid}/cwd`)) !== directory) return false
    return basename(await readlink(`/proc/${pid}/exe`)).startsWith('postgres')
  } catch {
    // Gone meanwhile, or of another user: PostgreSQL's processes run as ours.
    return false
  }
}
