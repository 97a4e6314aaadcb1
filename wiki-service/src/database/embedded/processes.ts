import { execFile } from 'node:child_process'
import { readdir, readFile, readlink, realpath } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'

/**
 * PostgreSQL's processes in a data directory, with any parent. Limit: where the system reveals no more (macOS;
 * root in a container without CAP_SYS_PTRACE), processes left by a killed postmaster are missing.
 */
export async function processesIn(directory: string): Promise<readonly number[]> {
  const wanted = await realpath(directory).catch(() => directory)
  if (process.platform !== 'linux') return postmasterIn(wanted)
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid))
  const processes = await Promise.all(pids.map(async (pid) => inspect(pid, wanted)))
  const found = new Set(processes.filter(({ isOurs }) => isOurs).map(({ pid }) => pid))
  return processes.filter(({ pid, parent }) => found.has(pid) || found.has(parent)).map(({ pid }) => pid)
}

type Process = { readonly pid: number; readonly parent: number; readonly isOurs: boolean }

async function inspect(pid: number, directory: string): Promise<Process> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // proc(5): the state and the parent follow the command's closing bracket.
  const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ')
  const isOurs = state !== 'Z' && ((await isPostmaster(pid, directory)) || (await worksIn(pid, directory)))
  return { pid, parent: Number(parent), isOurs }
}

/** According to its command line, which everybody may read. */
async function isPostmaster(pid: number, directory: string): Promise<boolean> {
  const [program = '', option, argument] = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
  return basename(program) === 'postgres' && option === '-D' && argument === directory
}

/** Only the process's own user, and root with CAP_SYS_PTRACE, may read this. */
async function worksIn(pid: number, directory: string): Promise<boolean> {
  try {
    if ((await readlink(`/proc/${pid}/cwd`)) !== directory) return false
    // A program that npm has since replaced is called "postgres (deleted)".
    return basename(await readlink(`/proc/${pid}/exe`)).startsWith('postgres')
  } catch {
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
