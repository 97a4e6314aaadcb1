import { readFileSync, writeFileSync } from 'node:fs'

/** Resident memory of a process, in MiB: the most since it was reset last. Linux only. */
export function peakMemory(pid: number): number {
  return field(pid, 'VmHWM')
}

/** Resident memory of a process now, in MiB. */
export function memoryNow(pid: number): number {
  return field(pid, 'VmRSS')
}

/** Has the peak begin anew. Source: proc_pid_clear_refs(5). */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function field(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024
}
