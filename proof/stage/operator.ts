import { getJson, kubectl } from './kubernetes.ts'

/** The deployment of CloudNativePG's operator, which serves all databases of a cluster. */
export class Operator {
  readonly #namespace: string
  readonly #name: string

  private constructor(namespace: string, name: string) {
    this.#namespace = namespace
    this.#name = name
  }

  static async find(): Promise<Operator | undefined> {
    const selector = ['--all-namespaces', '--selector', 'app.kubernetes.io/name=cloudnative-pg']
    const { items } = await getJson<DeploymentList>(['deployments', ...selector])
    const [found] = items
    return found && new Operator(found.metadata.namespace, found.metadata.name)
  }

  /** Ends its pod, until `start`. */
  async stop(): Promise<void> {
    await this.#scale(0)
    const selector = ['--selector', 'app.kubernetes.io/name=cloudnative-pg']
    await kubectl(['wait', 'pod', '--namespace', this.#namespace, ...selector, '--for=delete', '--timeout=60s'])
  }

  async start(): Promise<void> {
    await this.#scale(1)
  }

  async #scale(replicas: number): Promise<void> {
    await kubectl(['scale', 'deployment', this.#name, '--namespace', this.#namespace, `--replicas=${replicas}`])
  }
}

interface DeploymentList {
  readonly items: readonly { readonly metadata: { readonly name: string; readonly namespace: string } }[]
}
