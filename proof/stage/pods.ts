import { getJson, kubectl } from './kubernetes.ts'

/** The parts of a pod that the proof reads. */
export interface Pod {
  readonly name: string
  /** Differs from that of an earlier pod with the same name. */
  readonly uid: string
  readonly namespace: string
  readonly node: string
  readonly address: string
  readonly component: string
  readonly ready: boolean
  readonly terminating: boolean
  /** Of its only container, without `containerd://`. */
  readonly containerId: string
  readonly restarts: number
}

export async function podsOf(namespace: string, selector: string): Promise<readonly Pod[]> {
  const { items } = await getJson<PodList>(['pods', '--namespace', namespace, '--selector', selector])
  return items.map(({ metadata, spec, status }) => {
    const [container] = status.containerStatuses ?? []
    return {
      name: metadata.name,
      uid: metadata.uid,
      namespace,
      node: spec.nodeName ?? '',
      address: status.podIP ?? '',
      component: metadata.labels['app.kubernetes.io/component'] ?? '',
      ready: status.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True') ?? false,
      terminating: metadata.deletionTimestamp !== undefined,
      containerId: (container?.containerID ?? '').replace(/^.*:\/\//, ''),
      restarts: container?.restartCount ?? 0,
    }
  })
}

/**
 * Creates a pod and what it needs, and waits for it. @throws with Kubernetes' description if it is not ready within a
 * minute
 */
export async function startPod(name: string, namespace: string, spec: object, rest: Rest = {}): Promise<void> {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels: rest.labels ?? {} }, spec }
  const items = [...(rest.objects ?? []), pod]
  await kubectl(['create', '--filename', '-'], { apiVersion: 'v1', kind: 'List', items })
  const own = ['--namespace', namespace, `pod/${name}`]
  try {
    await kubectl(['wait', ...own, '--for=condition=Ready', '--timeout=60s'])
  } catch (error) {
    const state = await kubectl([
      'get',
      ...own,
      '--output',
      'jsonpath={.status.phase} {.status.containerStatuses[*].state}',
    ])
    throw new Error(`the pod ${name} in ${namespace} does not become ready: ${state}`, { cause: error })
  }
}

interface Rest {
  readonly labels?: Readonly<Record<string, string>>
  /** Created before it. */
  readonly objects?: readonly object[]
}

interface PodList {
  readonly items: readonly {
    readonly metadata: {
      readonly name: string
      readonly uid: string
      readonly labels: Readonly<Record<string, string>>
      readonly deletionTimestamp?: string
    }
    readonly spec: { readonly nodeName?: string }
    readonly status: {
      readonly podIP?: string
      readonly conditions?: readonly { readonly type: string; readonly status: string }[]
      readonly containerStatuses?: readonly { readonly containerID?: string; readonly restartCount: number }[]
    }
  }[]
}
