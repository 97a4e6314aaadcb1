import { getJson, kubectl } from './kubernetes.ts'
import { type Pod, podsOf } from './pods.ts'

/** The proxy behind an Ingress of the release, if it is a known one. */
export class IngressController {
  readonly #namespace: string
  readonly #selector: string

  private constructor(namespace: string, selector: string) {
    this.#namespace = namespace
    this.#selector = selector
  }

  /** @returns undefined if there is none */
  static async find(): Promise<IngressController | undefined> {
    for (const selector of selectors) {
      const { items } = await getJson<PodList>(['pods', '--all-namespaces', '--selector', selector])
      const namespace = items[0]?.metadata.namespace
      if (namespace !== undefined) return new IngressController(namespace, selector)
    }
    return undefined
  }

  pods(): Promise<readonly Pod[]> {
    return podsOf(this.#namespace, this.#selector)
  }

  async restart(): Promise<void> {
    await kubectl(['delete', 'pods', '--namespace', this.#namespace, '--selector', this.#selector, '--wait=false'])
  }

  async isWhole(): Promise<boolean> {
    const pods = await this.pods()
    return pods.length > 0 && pods.every(({ ready, terminating }) => ready && !terminating)
  }
}

const selectors = ['traefik', 'ingress-nginx'].map((name) => `app.kubernetes.io/name=${name}`)

interface PodList {
  readonly items: readonly { readonly metadata: { readonly namespace: string } }[]
}
