import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts CPU time in hundredths of a second, on every architecture that Node.js supports. */
const ticksPerSecond = 100

/** CPU seconds of a process and its descendants, ended ones included. Undefined without /proc. */
export function cpuSeconds(pid: number): number | undefined {
  const root = statusOf(pid)
  if (root === undefined) return undefined
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statusOf(Number(name)) ?? [])
    .filter(({ parent }) => parent === pid)
  return [root.ended, root.own, ...children.map(({ own }) => own)].reduce((sum, seconds) => sum + seconds)
}

/** Resident memory in MiB. Undefined without /proc. */
export function residentMemory(pid: number): number | undefined {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`))?.[1]
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1_024
}

function statusOf(pid: number): { parent: number; own: number; ended: number } | undefined {
  const text = textOf(`/proc/${pid}/stat`)
  // The preceding name may contain spaces and parentheses. Indexes count from the state: see proc_pid_stat(5), fields 4
  // and 14 to 17.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((field) => Number(fields[field]))
  if (text === '' || parent === undefined) return undefined
  return {
    parent,
    own: ((user ?? 0) + (system ?? 0)) / ticksPerSecond,
    ended: ((endedUser ?? 0) + (endedSystem ?? 0)) / ticksPerSecond,
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
