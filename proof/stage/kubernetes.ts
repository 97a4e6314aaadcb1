import { type ChildProcess, spawn } from 'node:child_process'
import { helm, kubectl as kubectlProgram } from '../../tests/chart/programs.ts'
import { run as runProgram } from '../../tests/chart/render.ts'

/** Runs kubectl with the current kubeconfig, for at most three minutes. @returns its output @throws with its message */
export async function kubectl(command: readonly string[], input?: object | string): Promise<string> {
  return run(await kubectlProgram(), command, input)
}

/** Runs Helm, for at most six minutes. @throws with its message */
export async function runHelm(command: readonly string[], values?: object): Promise<string> {
  return run(await helm(), command, values, 2 * timeoutMs)
}

/** A kubectl that keeps running; Ctrl-C in the terminal does not reach it. */
export async function startKubectl(command: readonly string[]): Promise<ChildProcess> {
  return spawn(await kubectlProgram(), [...command], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
}

export async function getJson<T>(command: readonly string[]): Promise<T> {
  // Unchecked: the callers' types name what they read of Kubernetes' objects.
  return JSON.parse(await kubectl(['get', ...command, '--output', 'json'])) as T
}

const timeoutMs = 180_000

async function run(
  program: string,
  command: readonly string[],
  input: object | string = '',
  withinMs = timeoutMs,
): Promise<string> {
  try {
    return await runProgram(program, command, typeof input === 'string' ? input : JSON.stringify(input), withinMs)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${program} ${command.join(' ')}: ${reason}`, { cause: error })
  }
}
