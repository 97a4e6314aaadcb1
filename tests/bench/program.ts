import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export interface Ended {
  readonly exitCode: number | NodeJS.Signals | null
  readonly table: string
  readonly progress: readonly string[]
}

/**
 * Runs a benchmark to its end, with standard output and error as pipes.
 * @param seen receives each line of progress, and the pid
 * @param program a file in bench/
 */
export async function bench(
  words: readonly string[],
  seen: (line: string, pid: number) => void = () => {},
  program = 'bench.ts',
): Promise<Ended> {
  const file = fileURLToPath(new URL(`../../bench/${program}`, import.meta.url))
  const child = spawn(process.execPath, [file, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  const progress: string[] = []
  createInterface(child.stderr).on('line', (line) => {
    progress.push(line)
    seen(line, child.pid ?? 0)
  })
  const [table, [exitCode, signal]] = await Promise.all([
    text(child.stdout),
    once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
  ])
  return { exitCode: exitCode ?? signal, table, progress }
}

/** The pids of all descendants of a process. */
export function descendants(pid: number): readonly number[] {
  const children = runningProcesses().filter((candidate) => candidate.parent === pid)
  return children.flatMap((child) => [child.pid, ...descendants(child.pid)])
}

/** Those that are still running. */
export function running(pids: readonly number[]): readonly number[] {
  return runningProcesses().flatMap(({ pid, state }) => (pids.includes(pid) && state !== 'Z' ? pid : []))
}

/** Empty if the process has ended. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function runningProcesses(): { pid: number; parent: number; state: string | undefined }[] {
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return names.flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return { pid: Number(name), parent: Number(parent), state }
    } catch {
      return []
    }
  })
}
