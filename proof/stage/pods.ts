import { getJson } from './kubernetes.ts'

/** What the proof reads of a pod. */
export interface Pod {
  readonly name: string
  readonly namespace: string
  readonly node: string
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
      namespace,
      node: spec.nodeName ?? '',
      component: metadata.labels['app.kubernetes.io/component'] ?? '',
      ready: status.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True') ?? false,
      terminating: metadata.deletionTimestamp !== undefined,
      containerId: (container?.containerID ?? '').replace(/^.*:\/\//, ''),
      restarts: container?.restartCount ?? 0,
    }
  })
}

interface PodList {
  readonly items: readonly {
    readonly metadata: {
      readonly name: string
      readonly labels: Readonly<Record<string, string>>
      readonly deletionTimestamp?: string
    }
    readonly spec: { readonly nodeName?: string }
    readonly status: {
      readonly conditions?: readonly { readonly type: string; readonly status: string }[]
      readonly containerStatuses?: readonly { readonly containerID?: string; readonly restartCount: number }[]
    }
  }[]
}
