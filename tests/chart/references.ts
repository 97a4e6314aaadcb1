import type { Container, Labels, Manifest, Pod } from './manifest.ts'
import { containers, pods } from './manifest.ts'

/** What manifests refer to but neither create nor list in `others`: each line is a defect. */
export function dangling(manifests: readonly Manifest[], others: readonly string[]): string[] {
  const made = new Set([...manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`), ...others])
  const services = manifests.filter(({ kind }) => kind === 'Service')
  return [
    ...pods(manifests).flatMap((pod) => [
      ...references(pod)
        .filter((name) => !made.has(name))
        .map((name) => `${pod.owner} needs ${name}`),
      ...containers(pod).flatMap((container) => mountsWithoutVolume(pod, container)),
    ]),
    ...services
      .filter(({ spec }) => !pods(manifests).some((pod) => has(pod.labels, spec?.selector)))
      .map(({ metadata }) => `Service/${metadata.name} selects no pod`),
    ...backends(manifests)
      .filter((name) => !made.has(name))
      .map((name) => `the entry needs ${name}`),
    ...twice(manifests),
  ]
}

function references({ spec }: Pod): string[] {
  const volumes = (spec.volumes ?? []).flatMap(({ configMap, secret, persistentVolumeClaim }) => [
    ...(configMap ? [`ConfigMap/${configMap.name}`] : []),
    ...(secret ? [`Secret/${secret.secretName}`] : []),
    ...(persistentVolumeClaim ? [`PersistentVolumeClaim/${persistentVolumeClaim.claimName}`] : []),
  ])
  const secrets = (spec.containers ?? []).flatMap(({ env }) =>
    (env ?? []).flatMap(({ valueFrom }) => (valueFrom?.secretKeyRef ? [`Secret/${valueFrom.secretKeyRef.name}`] : [])),
  )
  return [...volumes, ...secrets, ...(spec.serviceAccountName ? [`ServiceAccount/${spec.serviceAccountName}`] : [])]
}

function mountsWithoutVolume(pod: Pod, { name, volumeMounts }: Container): string[] {
  // The volumes of a StatefulSet's claims are created with its pods.
  const known = new Set(['data', ...(pod.spec.volumes ?? []).map((volume) => volume.name)])
  return (volumeMounts ?? [])
    .filter((mount) => !known.has(mount.name))
    .map((mount) => `${pod.owner} ${name} mounts ${mount.name}`)
}

function backends(manifests: readonly Manifest[]): string[] {
  return manifests
    .flatMap(({ spec }) => spec?.rules ?? [])
    .flatMap(({ http, backendRefs }) => [
      ...(http?.paths ?? []).map(({ backend }) => backend.service.name),
      ...(backendRefs ?? []).map(({ name }) => name),
    ])
    .map((name) => `Service/${name}`)
}

function twice(manifests: readonly Manifest[]): string[] {
  const names = manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`)
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is made twice`)
}

function has(labels: Labels, selector: Labels | undefined): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value)
}
