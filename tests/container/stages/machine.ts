import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

export const repository = path.resolve(import.meta.dirname, '../../..')

export type Ended = { status: number | null; stdout: string; stderr: string }

/** A directory that simulates a container: its /proc, its cgroups, its programs. Removed with `using`. */
export class Machine implements Disposable {
  readonly root = mkdtempSync(path.join(tmpdir(), 'nebula-stages-'))
  readonly #groups: number[] = []

  /** An empty machine with only the programs of Debian's base, and the bundle of this repository. */
  constructor() {
    for (const folder of ['bin', 'proc', 'cgroup', 'data', 'state', 'bundle']) mkdirSync(this.path(folder))
    symlinkSync(path.join(repository, 'cluster'), this.path('bundle/cluster'))
    this.write('bundle/version', '0.0.0\n')
    this.program('hostname', 'echo machine')
  }

  path(name: string): string {
    return path.join(this.root, name)
  }

  write(name: string, text: string): void {
    mkdirSync(path.dirname(this.path(name)), { recursive: true })
    writeFileSync(this.path(name), text)
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8')
  }

  /** Adds a program that writes its command line to the file `calls`, then runs the script. */
  program(name: string, script: string): void {
    this.write(`bin/${name}`, `#!/bin/bash\necho "${name} $*" >>"${this.path('calls')}"\n${script}\n`)
    chmodSync(this.path(`bin/${name}`), 0o755)
  }

  calls(): string {
    try {
      return this.read('calls')
    } catch {
      return ''
    }
  }

  environment(): Record<string, string> {
    return {
      PATH: `${this.path('bin')}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
      BUNDLE: this.path('bundle'),
      STATE_DIR: this.path('state'),
      DATA_DIR: this.path('data'),
      CGROUP_ROOT: this.path('cgroup'),
      PROC_ROOT: this.path('proc'),
      K3S_LOG: this.path('k3s.log'),
      ENTRY: 'http://entry',
    }
  }

  /** Runs bash code in which the functions of all stages are defined. */
  run(code: string, environment: Record<string, string> = {}): Promise<Ended> {
    const stages = path.join(repository, 'cluster/stages')
    const sources = 'report preflight cgroups network k3s images chart ready verify stop'.split(' ')
    const lines = sources.map((name) => `. ${stages}/${name}.sh`)
    return this.start(['-c', ['set -euo pipefail', ...lines, 'k3s_pid=', code].join('\n')], environment).ended
  }

  /** Starts bash on this machine. The caller waits for `ended`. */
  start(args: string[], environment: Record<string, string> = {}): { ended: Promise<Ended>; kill: () => void } {
    const child = spawn('bash', args, {
      env: { ...this.environment(), ...environment },
      cwd: this.root,
      detached: true,
      timeout: 30_000,
    })
    const group = child.pid
    if (group !== undefined) {
      this.#groups.push(group)
      // A container also ends with its first process.
      child.on('exit', () => endGroup(group))
    }
    const result: Ended = { status: null, stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (result.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (result.stderr += chunk.toString()))
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (status) => resolve({ ...result, status }))
    })
    return { ended, kill: () => child.kill('SIGTERM') }
  }

  [Symbol.dispose](): void {
    for (const group of this.#groups) endGroup(group)
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** Ends what bash has left running. */
function endGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // Nothing was left.
  }
}

/** Makes the machine look like a container of `docker run --privileged`. */
export function privileged(machine: Machine, version: 'v1' | 'v2'): void {
  machine.write('proc/self/status', 'Name:\tbash\nCapEff:\t000001ffffffffff\n')
  machine.write('proc/self/cgroup', version === 'v2' ? '0::/\n' : '4:memory:/docker/0a\n')
  machine.write('proc/sys/net/ipv4/ip_forward', '0\n')
  machine.write('proc/1/comm', 'bash\n')
  machine.write('proc/meminfo', 'MemTotal:        8388608 kB\n')
  machine.write('proc/net/tcp', '  sl  local_address rem_address   st\n')
  if (version === 'v2') {
    machine.write('cgroup/cgroup.controllers', 'cpuset cpu io memory hugetlb pids\n')
    machine.write('cgroup/cgroup.procs', '')
    machine.write('cgroup/cgroup.subtree_control', '')
  } else {
    for (const name of ['cpu', 'cpuset', 'memory', 'pids']) machine.write(`cgroup/${name}/cgroup.procs`, '1\n')
  }
  machine.program('id', 'echo 0')
  machine.program('nproc', 'echo 2')
  machine.program('mount', 'exit 0')
  machine.program('umount', 'exit 0')
  machine.program('df', 'echo Avail; echo 60000000000')
}
