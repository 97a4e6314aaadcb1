import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Manifest, Resources } from './manifest.ts'
import { containers, pods } from './manifest.ts'
import { render } from './render.ts'

// What Traefik, CoreDNS and metrics-server of k3s may use in addition: CoreDNS has a limit of 170 MiB, the others have
// none.
const clusterMemoryMiB = 512

test('all limits add up to at most 2 CPU and 4 GiB, including the extra pod of an update and a backup', async () => {
  const { cpu, memoryMiB } = total(await render())
  assert.ok(cpu <= 2, `${cpu} CPU`)
  assert.ok(memoryMiB + clusterMemoryMiB <= 4096, `${memoryMiB} MiB and ${clusterMemoryMiB} MiB of the cluster's own`)
})

test('a test of the release takes no more than the extra pod of an update', async () => {
  const all = pods(await render())
  const [api, own] = ['Deployment/wiki-api', 'Pod/wiki-test'].map(
    (owner) => all.filter((pod) => pod.owner === owner).flatMap(containers)[0]?.resources?.limits,
  )
  assert.ok(api && own)
  assert.ok(cores(own['cpu']) <= cores(api['cpu']))
  assert.ok(mebibytes(own['memory']) <= mebibytes(api['memory']))
})

test('the volumes request at most 2 GiB, which leaves 3 GB for images', async () => {
  const gibibytes = (await render())
    .flatMap(({ kind, spec }) => [
      ...(spec?.volumeClaimTemplates ?? []).map((claim) => claim.spec.resources),
      ...(kind === 'PersistentVolumeClaim' && spec?.resources ? [spec.resources] : []),
    ])
    .reduce((sum, { requests }) => sum + mebibytes(requests?.['storage']) / 1024, 0)
  assert.ok(gibibytes > 0 && gibibytes <= 2, `${gibibytes} GiB`)
})

test('Prometheus keeps less data than its volume can hold', async () => {
  const manifests = await render()
  const text = JSON.stringify(manifests)
  const size = Number(/retention\.size=(\d+)MB/.exec(text)?.[1])
  const claim = manifests.find(({ metadata }) => metadata.name === 'wiki-prometheus')
  assert.ok(claim)
  assert.ok(size > 0 && size * 1e6 <= 0.8 * 512 * 2 ** 20)
})

function total(manifests: readonly Manifest[]): { cpu: number; memoryMiB: number } {
  let cpu = 0
  let memoryMiB = 0
  for (const { limits, copies } of limitsOfPods(manifests)) {
    cpu += copies * cores(limits?.['cpu'])
    memoryMiB += copies * mebibytes(limits?.['memory'])
  }
  return { cpu: Math.round(cpu * 1000) / 1000, memoryMiB }
}

function limitsOfPods(manifests: readonly Manifest[]): { limits: Resources['limits']; copies: number }[] {
  return pods(manifests).flatMap((pod) => {
    const made = manifests.find(({ kind, metadata }) => `${kind}/${metadata.name}` === pod.owner)
    // A restore runs instead of a backup, and a release test instead of an update; neither may use more.
    const copies =
      made?.spec?.suspend || pod.kind === 'Pod' ? 0 : (made?.spec?.replicas ?? 1) + (pod.owner.endsWith('-api') ? 1 : 0)
    return containers(pod).map(({ resources }) => ({ limits: resources?.limits, copies }))
  })
}

function cores(quantity: string | number | undefined): number {
  const text = String(quantity)
  return text.endsWith('m') ? Number(text.slice(0, -1)) / 1000 : Number(text)
}

function mebibytes(quantity: string | number | undefined): number {
  const match = /^(\d+(?:\.\d+)?)(Mi|Gi)$/.exec(String(quantity))
  assert.ok(match, `${quantity} has no unit that this test knows`)
  return Number(match[1]) * (match[2] === 'Gi' ? 1024 : 1)
}
