import { kubectl } from './kubernetes.ts'

/** A temporary namespace of the proof, deleted with its contents at the end of its scope. */
export class Namespace implements AsyncDisposable {
  readonly name: string

  private constructor(name: string) {
    this.name = name
  }

  /** @param level of the Pod Security Standards that its pods must meet */
  static async create(name: string, level: 'restricted' | 'privileged'): Promise<Namespace> {
    const labels = { 'pod-security.kubernetes.io/enforce': level }
    await kubectl(['create', '--filename', '-'], { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })
    return new Namespace(name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await kubectl(['delete', 'namespace', this.name, '--timeout=120s'])
  }
}
