import { getJson, kubectl } from './kubernetes.ts'
import { type Pod, podsOf } from './pods.ts'

/** The instances of PostgreSQL that CloudNativePG runs for a release: pods of the operator, with its own labels. */
export class Instances {
  readonly namespace: string
  /** Name of the operator's Cluster. */
  readonly cluster: string

  constructor(namespace: string, cluster: string) {
    this.namespace = namespace
    this.cluster = cluster
  }

  /** The instances of a release in a namespace; undefined if its database is not the operator's. */
  static async ofRelease(namespace: string, release: string): Promise<Instances | undefined> {
    const selector = ['--selector', `app.kubernetes.io/instance=${release}`]
    const list = getJson<ClusterList>(['clusters.postgresql.cnpg.io', '--namespace', namespace, ...selector])
    // Without the operator this kind does not exist.
    const { items } = await list.catch(() => ({ items: [] }))
    const [cluster] = items
    return cluster && new Instances(namespace, cluster.metadata.name)
  }

  async pods(role?: 'primary' | 'replica'): Promise<readonly Pod[]> {
    const ofRole = role === undefined ? '' : `,cnpg.io/instanceRole=${role}`
    const pods = await podsOf(this.namespace, `cnpg.io/cluster=${this.cluster},cnpg.io/podRole=instance${ofRole}`)
    return pods.map((pod) => ({ ...pod, component: 'database' }))
  }

  async primary(): Promise<Pod> {
    return one(await this.pods('primary'), 'primary', this.cluster)
  }

  async replica(): Promise<Pod> {
    return one(await this.pods('replica'), 'replica', this.cluster)
  }

  /** The name of the Service for the primary. */
  get address(): string {
    return `${this.cluster}-rw.${this.namespace}`
  }

  /** Labels that let a pod pass the chart's network policies to the instances. */
  get labels(): Readonly<Record<string, string>> {
    return { 'cnpg.io/cluster': this.cluster }
  }

  /** Whether the operator has nothing left to do. */
  async isSettled(): Promise<boolean> {
    const { status, spec } = await this.#get()
    const { phase, readyInstances, currentPrimary, targetPrimary } = status
    const isHealthy = phase === 'Cluster in healthy state' && readyInstances === spec.instances
    return isHealthy && currentPrimary === targetPrimary
  }

  /** What `kubectl cnpg promote` does. */
  async promote({ name }: Pod): Promise<void> {
    const targetPrimaryTimestamp = new Date().toISOString().replace('Z', '000Z')
    const status = {
      targetPrimary: name,
      targetPrimaryTimestamp,
      phase: 'Switchover in progress',
      phaseReason: `Switching over to ${name}`,
    }
    await this.#patch(['--subresource', 'status'], { status })
  }

  async setImage(imageName: string): Promise<void> {
    await this.#patch([], { spec: { imageName } })
  }

  /** Ends a process of its container as in a crash: the postmaster, not the operator's program that watches it. */
  async killPostgres({ name }: Pod): Promise<void> {
    const script = 'kill -9 "$(head -n 1 "$PGDATA/postmaster.pid")"'
    await this.#kubectl(['exec', name, '--container', 'postgres', '--', 'bash', '-c', script])
  }

  /** As when their nodes are lost: immediately, and silently. */
  async lose(pods: readonly Pod[]): Promise<void> {
    const names = pods.map(({ name }) => name)
    await this.#kubectl(['delete', 'pod', ...names, '--grace-period=0', '--force', '--wait=false'])
  }

  #get(): Promise<Cluster> {
    return getJson<Cluster>(['clusters.postgresql.cnpg.io', this.cluster, '--namespace', this.namespace])
  }

  async #patch(flags: readonly string[], patch: object): Promise<void> {
    const what = ['patch', 'clusters.postgresql.cnpg.io', this.cluster, '--type', 'merge', ...flags]
    await this.#kubectl([...what, '--patch', JSON.stringify(patch)])
  }

  #kubectl(command: readonly string[]): Promise<string> {
    return kubectl(['--namespace', this.namespace, ...command])
  }
}

function one(pods: readonly Pod[], role: string, cluster: string): Pod {
  const pod = pods.find(({ terminating, ready }) => !terminating && ready)
  if (pod === undefined) throw new Error(`no ${role} of ${cluster}`)
  return pod
}

interface Cluster {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly instances: number }
  readonly status: {
    readonly phase?: string
    readonly readyInstances?: number
    readonly currentPrimary?: string
    readonly targetPrimary?: string
  }
}

interface ClusterList {
  readonly items: readonly Cluster[]
}
