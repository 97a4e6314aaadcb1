import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/**
 * Distinguishes a process from all others that had or will have its pid: by its start time and the boot.
 * @returns undefined if there is no such process, or only its exit status is left
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

// proc(5): the state, field 3, follows the command's closing bracket; the start time is field 22.
async function fromProc(pid: number): Promise<string | undefined> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [state = 'X', ...fields] = status.slice(status.lastIndexOf(')') + 2).split(' ')
  const startTime = fields[18]
  if (startTime === undefined || state === 'Z' || state === 'X') return undefined
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  return `${startTime}b${boot.slice(0, 8)}`
}

async function fromPs(pid: number): Promise<string | undefined> {
  const environment = { ...process.env, LC_ALL: 'C', TZ: 'UTC' }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { env: environment }).catch(
    () => ({ stdout: '' }),
  )
  const started = stdout.replaceAll(/\W/g, '')
  return started === '' ? undefined : started
}
