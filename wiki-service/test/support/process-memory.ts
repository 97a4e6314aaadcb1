import { readFileSync, writeFileSync } from 'node:fs'

/** Peak resident memory of a process since the last reset, in MiB. Linux only. */
export function peakMemory(pid: number): number {
  return field(pid, 'VmHWM')
}

/** Current resident memory of a process, in MiB. */
export function memoryNow(pid: number): number {
  return field(pid, 'VmRSS')
}

/** Resets the peak. Source: proc_pid_clear_refs(5). */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function field(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024
}
