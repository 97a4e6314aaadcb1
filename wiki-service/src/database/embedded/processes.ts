import { execFile } from 'node:child_process'
import { readdir, readlink, realpath } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'

/**
 * PostgreSQL's processes that work in a data directory, whoever their parent is: each has it as its current directory.
 * Where the system has no /proc (macOS), the postmaster alone.
 */
export async function processesIn(directory: string): Promise<readonly number[]> {
  const wanted = await realpath(directory).catch(() => directory)
  if (process.platform !== 'linux') return postmasterIn(wanted)
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid))
  const found = await Promise.all(pids.map(async (pid) => ((await worksIn(pid, wanted)) ? [pid] : [])))
  return found.flat()
}

async function worksIn(pid: number, directory: string): Promise<boolean> {
  try {
    if ((await readlink(`/proc/${pid}/cwd`)) !== directory) return false
    // A program that npm has replaced meanwhile is called "postgres (deleted)".
    return basename(await readlink(`/proc/${pid}/exe`)).startsWith('postgres')
  } catch {
    // Gone meanwhile, or of another user: PostgreSQL's processes run as ours.
    return false
  }
}

async function postmasterIn(directory: string): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,command='])
  return stdout
    .split('\n')
    .filter((line) => line.includes(`postgres -D ${directory} `))
    .map((line) => Number.parseInt(line, 10))
}
