import { randomBytes } from 'node:crypto'
import { helm as helmProgram, kubectl as kubectlProgram } from '../chart/programs.ts'
import { chart, run } from '../chart/render.ts'
import type { Values } from '../chart/render.ts'

/** The image of the API that the cluster has or can pull. */
export const image = process.env['WIKI_IMAGE'] ?? 'wiki-service:0.1.0'

/**
 * A new namespace that enforces the restricted Pod Security Standard; deleted with its contents at the end of its
 * scope.
 */
export class Namespace implements AsyncDisposable {
  readonly name: string

  private constructor(name: string) {
    this.name = name
  }

  static async create(): Promise<Namespace> {
    const namespace = new Namespace(`wiki-test-${randomBytes(4).toString('hex')}`)
    const labels = {
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    }
    await kubectl(['create', '--filename', '-'], {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace.name, labels },
    })
    return namespace
  }

  /** A host name that no other namespace's release serves. */
  get host(): string {
    return `${this.name}.example`
  }

  kubectl(command: readonly string[], input?: object): Promise<string> {
    return kubectl(['--namespace', this.name, ...command], input)
  }

  /** An object as JSON. */
  async get<T>(...what: readonly string[]): Promise<T> {
    return JSON.parse(await this.kubectl(['get', ...what, '--output', 'json'])) as T
  }

  /** helm install and upgrade wait at most five minutes for everything to be ready. */
  async helm(verb: 'install' | 'upgrade', values: Values = {}, options: HelmOptions = {}): Promise<string> {
    const { release = 'wiki', directory = chart, wait = true } = options
    const command = [verb, release, directory, '--namespace', this.name, '--values', '-', '--timeout', '5m']
    const own = { fastapi: { image_name: image }, routes: { hosts: [this.host] } }
    return run(await helmProgram(), [...command, ...(wait ? ['--wait'] : [])], JSON.stringify(merged(own, values)))
  }

  async helmDo(verb: 'uninstall' | 'test', release = 'wiki'): Promise<string> {
    const flags = verb === 'test' ? ['--logs'] : ['--wait']
    return run(await helmProgram(), [verb, release, '--namespace', this.name, '--timeout', '2m', ...flags])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await kubectl(['delete', 'namespace', this.name, '--wait=false'])
  }
}

interface HelmOptions {
  readonly release?: string
  /** Directory of a chart; default: this repository's chart. */
  readonly directory?: string
  readonly wait?: boolean
}

/** Runs kubectl with the current kubeconfig. Rejects with its message. */
export async function kubectl(command: readonly string[], input?: object): Promise<string> {
  return run(await kubectlProgram(), command, input === undefined ? '' : JSON.stringify(input))
}

/** Whether the cluster serves a kind of object, such as `clusters.postgresql.cnpg.io`. */
export async function serves(definition: string): Promise<boolean> {
  return (
    (await kubectl(['get', 'customresourcedefinition', definition, '--ignore-not-found', '--output', 'name'])) !== ''
  )
}

function merged(one: Values, other: Values): Values {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries(
    [...keys].map((key) => {
      const [left, right] = [one[key], other[key]]
      return [key, isMap(left) && isMap(right) ? merged(left, right) : (right ?? left)]
    }),
  )
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
