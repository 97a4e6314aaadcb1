import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { helm, kubectl as kubectlProgram } from '../../tests/chart/programs.ts'

/** Runs kubectl with the current kubeconfig, for three minutes at most. @returns its output @throws with what it says */
export async function kubectl(command: readonly string[], input?: object | string): Promise<string> {
  return run(await kubectlProgram(), command, input)
}

/** Runs Helm, for three minutes at most. @throws with what it says */
export async function runHelm(command: readonly string[], values?: object): Promise<string> {
  return run(await helm(), command, values)
}

/** A kubectl that goes on; a Ctrl-C in the terminal is not for it. */
export async function startKubectl(command: readonly string[]): Promise<ChildProcess> {
  return spawn(await kubectlProgram(), [...command], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
}

export async function getJson<T>(command: readonly string[]): Promise<T> {
  // The edge: the types of the callers name what they read of Kubernetes' objects.
  return JSON.parse(await kubectl(['get', ...command, '--output', 'json'])) as T
}

const timeoutMs = 180_000

function run(program: string, command: readonly string[], input: object | string = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 256 << 20, timeout: timeoutMs }
    const child = execFile(program, [...command], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${command.join(' ')}: ${`${stderr}${stdout}`.trim() || error.message}`))
      else resolve(stdout)
    })
    // A program may end before it has read its input, and says why by other means.
    child.stdin?.on('error', () => {})
    child.stdin?.end(typeof input === 'string' ? input : JSON.stringify(input))
  })
}
