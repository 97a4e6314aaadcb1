import assert from 'node:assert/strict'
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { programEnvironment } from '../support/program-environment.ts'

export const thisCheckout = dirname(dirname(import.meta.dirname))

/** The database part of a service, in its own process: it can be killed, and run as another user. */
export type ServiceProcess = AsyncDisposable & {
  readonly pid: number
  readonly connectionString: string
  kill(signal: NodeJS.Signals): Promise<void>
}

export type Launch = {
  readonly dataDirectory: string
  /** Precedes node on the command line, to run as another user. */
  readonly as?: readonly string[]
  /** Where to run it from, instead of this checkout. */
  readonly checkout?: string
}

/** @throws an Error with the service's stderr if it does not start */
export async function startService(launch: Launch): Promise<ServiceProcess> {
  const child = spawnService(launch)
  const ended = once(child, 'exit')
  const complaints = text(child.stderr)
  const line = await firstLine(child.stdout)
  if (line === undefined) {
    throw new Error(await complaints)
  }
  return {
    pid: child.pid ?? 0,
    connectionString: line,
    async kill(signal) {
      child.kill(signal)
      await ended
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** It has its own process group, as in a terminal. */
export function spawnService({
  dataDirectory,
  as = [],
  checkout = thisCheckout,
}: Launch): ChildProcessByStdio<null, Readable, Readable> {
  const program = join(checkout, 'test/embedded/service-program.ts')
  const [file, ...parameters] = [...as, process.execPath, program, dataDirectory]
  return spawn(file, parameters, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Compiled code of a copy is useless to the next one.
    env: checkout === thisCheckout ? programEnvironment : { PATH: process.env['PATH'] },
  })
}

/** Copies these parts of this checkout into an empty directory. */
export function copyCheckout(directory: string, parts: readonly string[]): void {
  const { status } = spawnSync('cp', ['-R', '--parents', ...parts, directory], { cwd: thisCheckout })
  assert.equal(status, 0)
}

async function firstLine(stdout: Readable): Promise<string | undefined> {
  for await (const line of createInterface({ input: stdout })) return line
  return undefined
}
