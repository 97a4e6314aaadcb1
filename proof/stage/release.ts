import { eventually } from '../wait.ts'
import type { Instances } from './instances.ts'
import { getJson, kubectl, runHelm } from './kubernetes.ts'
import { type Pod, podsOf } from './pods.ts'

export type Component = 'api' | 'database' | 'prometheus' | 'grafana'

/** Numbers of rows, counted or according to the counters. */
export interface Counts {
  readonly users: number
  readonly posts: number
}

/** A release of the chart with its own PostgreSQL: the bundled one, or instances of CloudNativePG. */
export class Release {
  readonly name: string
  readonly namespace: string
  readonly instances: Instances | undefined
  readonly #chart: string
  #size: Readonly<Record<string, number>> = {}

  constructor(name: string, namespace: string, chart: string, instances?: Instances) {
    this.name = name
    this.namespace = namespace
    this.#chart = chart
    this.instances = instances
  }

  /** @throws if pods that the proof needs are missing or not ready */
  async inspect(): Promise<void> {
    const byComponent = Map.groupBy(await this.pods(), ({ component }) => component)
    this.#size = Object.fromEntries([...byComponent].map(([component, { length }]) => [component, length]))
    for (const component of ['api', 'database']) {
      if (this.#size[component] === undefined)
        throw new Error(`the release ${this.name} in ${this.namespace} has no pod of component ${component}`)
    }
    if (!(await this.isWhole())) throw new Error(`the release ${this.name} in ${this.namespace} is not ready`)
  }

  /** Whether there are as many pods as at the beginning, all of them ready. */
  async isWhole(): Promise<boolean> {
    const pods = await this.pods()
    const allThere = Object.entries(this.#size).every(([component, size]) => {
      const own = pods.filter((pod) => pod.component === component)
      return own.length === size && own.every(({ ready, terminating }) => ready && !terminating)
    })
    return allThere && (this.instances === undefined || (await this.instances.isSettled()))
  }

  get replicas(): number {
    return this.#size['api'] ?? 0
  }

  async pods(component?: string): Promise<readonly Pod[]> {
    const own = (await podsOf(this.namespace, this.selector(component))).filter((pod) => components.has(pod.component))
    if (this.instances === undefined || (component ?? 'database') !== 'database') return own
    return [...own, ...(await this.instances.pods())]
  }

  /** One of them. @throws if there is none */
  async pod(component: Component): Promise<Pod> {
    const pod = (await this.pods(component)).find(({ terminating }) => !terminating)
    if (pod === undefined) throw new Error(`no pod of the ${component} of ${this.name}`)
    return pod
  }

  selector(component?: string): string {
    const release = `app.kubernetes.io/instance=${this.name}`
    return component === undefined ? release : `${release},app.kubernetes.io/component=${component}`
  }

  /** Labels that let a pod pass the chart's network policies to the database: those of a backup. */
  async databaseClientLabels(): Promise<Readonly<Record<string, string>>> {
    if (this.instances !== undefined) return this.instances.labels
    const { name } = await this.pod('api')
    const key = String.raw`jsonpath={.metadata.labels.app\.kubernetes\.io/name}`
    return {
      'app.kubernetes.io/name': await this.kubectl(['get', 'pod', name, '--output', key]),
      'app.kubernetes.io/instance': this.name,
      'app.kubernetes.io/component': 'backup',
    }
  }

  /** The name of a component's Service, for pods of any namespace. */
  async address(component: Component): Promise<string> {
    if (component === 'database' && this.instances !== undefined) return this.instances.address
    const selector = ['--selector', this.selector(component), '--output', 'jsonpath={.items[0].metadata.name}']
    return `${await this.kubectl(['get', 'service', ...selector])}.${this.namespace}`
  }

  /** The address and Host of the Ingress; undefined if it has none. */
  async entry(): Promise<Entry | undefined> {
    const { items } = await getJson<IngressList>([
      'ingress',
      '--namespace',
      this.namespace,
      '--selector',
      this.selector(),
    ])
    const [ingress] = items
    const { ip, hostname } = ingress?.status?.loadBalancer?.ingress?.[0] ?? {}
    const address = ip ?? hostname
    return address === undefined
      ? undefined
      : { url: `http://${address}`, host: ingress?.spec.rules[0]?.host ?? address }
  }

  /**
   * Waits until Kubernetes has noticed that a pod's container ended; until then it considers the pod ready. @throws
   * after 90 s
   */
  async hasRestarted({ name, component, restarts }: Pod): Promise<void> {
    const noticed = async () => (await this.pods(component)).some((pod) => pod.name === name && pod.restarts > restarts)
    if (!(await eventually(noticed, 90))) throw new Error(`${name} was not restarted`)
  }

  /** Deletes pods as an administrator does, and a node under pressure: with their grace period, all at once. */
  async delete(pods: readonly Pod[]): Promise<void> {
    await this.kubectl(['delete', 'pod', '--wait=false', ...pods.map(({ name }) => name)])
  }

  /** Gives the API this image, and waits for the roll-out. */
  async setImage(image: string): Promise<void> {
    const flags = ['--namespace', this.namespace, '--reuse-values', '--wait', '--timeout', '5m']
    await runHelm(['upgrade', this.name, this.#chart, ...flags, '--set', `fastapi.image_name=${image}`])
  }

  /** The API's counters, by replica. */
  async counters(): Promise<readonly Counts[]> {
    const pods = await this.pods('api')
    return Promise.all(
      pods.map(async ({ name }) => {
        const path = `/api/v1/namespaces/${this.namespace}/pods/${name}:8080/proxy/metrics`
        const text = await kubectl(['get', '--raw', path])
        const read = (counter: string) => Number(new RegExp(`^${counter} (\\d+)`, 'm').exec(text)?.[1])
        return { users: read('users_created_total'), posts: read('posts_created_total') }
      }),
    )
  }

  async rows(): Promise<Counts> {
    const [users = 0, posts = 0] = (await this.sql('select count(*) from users union all select count(*) from posts'))
      .split('\n')
      .map(Number)
    return { users, posts }
  }

  /** The output of a query from psql, without headers. */
  async sql(query: string): Promise<string> {
    const { name } = await (this.instances === undefined ? this.pod('database') : this.instances.primary())
    const psql = [
      'psql',
      '--username=postgres',
      '--dbname=wiki',
      '--no-psqlrc',
      '--tuples-only',
      '--no-align',
      '--quiet',
    ]
    return this.kubectl(['exec', name, '--', ...psql, '--command', query])
  }

  kubectl(command: readonly string[]): Promise<string> {
    return kubectl(['--namespace', this.namespace, ...command])
  }
}

export interface Entry {
  readonly url: string
  readonly host: string
}

interface IngressList {
  readonly items: readonly {
    readonly spec: { readonly rules: readonly { readonly host?: string }[] }
    readonly status?: {
      readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] }
    }
  }[]
}

const components: ReadonlySet<string> = new Set(['api', 'database', 'prometheus', 'grafana'] satisfies Component[])
