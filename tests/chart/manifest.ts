/** The parts of Kubernetes objects that these tests read. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Labels
    readonly annotations?: Labels
  }
  readonly data?: Labels
  readonly spec?: Spec
  readonly rules?: readonly Record<string, unknown>[]
}

export type Labels = Readonly<Record<string, string>>

/** The union of the specs of all kinds that the chart creates. */
interface Spec extends PodSpec {
  readonly replicas?: number
  readonly serviceName?: string
  readonly selector?: Labels & { readonly matchLabels?: Labels }
  readonly podSelector?: { readonly matchLabels?: Labels }
  readonly template?: PodTemplate
  readonly jobTemplate?: { readonly spec: { readonly template: PodTemplate } }
  readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string }; readonly spec: ClaimSpec }[]
  readonly resources?: Resources
  readonly ports?: readonly { readonly port: number; readonly name?: string }[]
  readonly suspend?: boolean
  readonly schedule?: string
  readonly ingress?: readonly NetworkRule[]
  readonly egress?: readonly NetworkRule[]
  readonly rules?: readonly RouteRule[]
  readonly minReplicas?: number
  readonly maxReplicas?: number
  readonly maxUnavailable?: number | string
  readonly minAvailable?: number | string
}

interface PodTemplate {
  readonly metadata: { readonly labels?: Labels; readonly annotations?: Labels }
  readonly spec: PodSpec
}

export interface PodSpec {
  readonly containers?: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly volumes?: readonly Volume[]
  readonly securityContext?: Record<string, unknown>
  readonly automountServiceAccountToken?: boolean
  readonly serviceAccountName?: string
  readonly terminationGracePeriodSeconds?: number
  readonly imagePullSecrets?: readonly { readonly name: string }[]
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly env?: readonly EnvironmentVariable[]
  readonly securityContext?: Record<string, unknown>
  readonly resources?: Resources
  readonly readinessProbe?: Probe
  readonly livenessProbe?: Probe
  readonly startupProbe?: Probe
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly subPath?: string }[]
}

export interface EnvironmentVariable {
  readonly name: string
  readonly value?: string
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } }
}

export interface Resources {
  readonly requests?: Readonly<Record<string, string | number>>
  readonly limits?: Readonly<Record<string, string | number>>
}

interface Probe {
  readonly periodSeconds: number
  readonly failureThreshold: number
  readonly httpGet?: { readonly path: string; readonly port: string }
}

interface Volume {
  readonly name: string
  readonly configMap?: { readonly name: string }
  readonly secret?: { readonly secretName: string }
  readonly persistentVolumeClaim?: { readonly claimName: string }
}

interface ClaimSpec {
  readonly resources: Resources
}

interface NetworkRule {
  readonly ports?: readonly { readonly port: string | number }[]
  readonly from?: readonly Record<string, unknown>[]
  readonly to?: readonly Record<string, unknown>[]
}

interface RouteRule {
  readonly host?: string
  readonly http?: {
    readonly paths: readonly {
      readonly path: string
      readonly backend: { readonly service: { readonly name: string } }
    }[]
  }
  readonly matches?: readonly { readonly path: { readonly value: string } }[]
  readonly backendRefs?: readonly { readonly name: string; readonly port: number }[]
}

/** A pod of the chart, with the name of the object that creates it. */
export interface Pod {
  readonly owner: string
  readonly kind: string
  readonly labels: Labels
  readonly annotations: Labels
  readonly spec: PodSpec
}

/** Every pod of the manifests, including those of jobs and tests. */
export function pods(manifests: readonly Manifest[]): Pod[] {
  return manifests.flatMap(({ kind, metadata, spec }) => {
    const owner = `${kind}/${metadata.name}`
    if (kind === 'Pod')
      return [{ owner, kind, labels: metadata.labels ?? {}, annotations: metadata.annotations ?? {}, spec: spec ?? {} }]
    const template = spec?.jobTemplate?.spec.template ?? spec?.template
    return template
      ? [
          {
            owner,
            kind,
            labels: template.metadata.labels ?? {},
            annotations: template.metadata.annotations ?? {},
            spec: template.spec,
          },
        ]
      : []
  })
}

export function containers(pod: Pod): readonly Container[] {
  return [...(pod.spec.initContainers ?? []), ...(pod.spec.containers ?? [])]
}
