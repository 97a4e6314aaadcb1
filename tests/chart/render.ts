import { execFile } from 'node:child_process'
import path from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { Manifest } from './manifest.ts'
import { helm } from './programs.ts'

export const chart = path.resolve(import.meta.dirname, '../../wiki-chart')

export type Values = Readonly<Record<string, unknown>>

export interface Rendering {
  readonly values?: Values
  readonly release?: string
  readonly namespace?: string
  /** A Helm other than that of `helm()`. */
  readonly program?: string
  /** Directory of the chart; default: this repository's chart. */
  readonly chart?: string
  readonly flags?: readonly string[]
}

/** The manifests that `helm template` renders. Rejects with Helm's message. */
export async function render(rendering: Rendering = {}): Promise<readonly Manifest[]> {
  return parse(await renderText(rendering))
}

/** The same as text. */
export async function renderText(rendering: Rendering = {}): Promise<string> {
  const { values = {}, release = 'wiki', namespace = 'default', flags = [] } = rendering
  const program = rendering.program ?? (await helm())
  const command = ['template', release, rendering.chart ?? chart, '--namespace', namespace, '--values', '-', ...flags]
  return run(program, command, JSON.stringify(values))
}

/** Helm's objection to these values; undefined if it accepts them. */
export async function refusal(values: Values): Promise<string | undefined> {
  try {
    await renderText({ values })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

export function parse(text: string): readonly Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0) throw new Error(`The output is no YAML: ${document.errors.join(', ')}`)
    // Unchecked: whether Kubernetes accepts it is tested on a real cluster.
    const manifest = document.toJS() as Manifest | null
    return manifest ? [manifest] : []
  })
}

/** Runs a program to its end, or stops it after `timeoutMs`; 0 means no limit. Rejects with its output if it fails. */
export function run(program: string, command: readonly string[], input = '', timeoutMs = 0): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      [...command],
      { maxBuffer: 64 << 20, timeout: timeoutMs },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${stderr}${stdout}`.trim() || error.message))
        else resolve(stdout)
      },
    )
    // A program may end before it has read its input; its exit explains why.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}

/** The one manifest of that kind whose name has this ending. Throws if there is none. */
export function find(manifests: readonly Manifest[], kind: string, suffix = ''): Manifest {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name.endsWith(suffix))
  if (!found) throw new Error(`There is no ${kind} …${suffix}.`)
  return found
}
