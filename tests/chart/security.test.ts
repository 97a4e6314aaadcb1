import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Manifest, Pod } from './manifest.ts'
import { containers, pods } from './manifest.ts'
import { find, render } from './render.ts'

const variants = [
  {},
  { grafana: { storage: { enabled: true }, anonymousViewer: true } },
  { database: { mode: 'external', external: { existingSecret: 'mine', keys: { ca: 'ca.crt' } } } },
  { database: { mode: 'cnpg' }, prometheus: { mode: 'none' }, grafana: { enabled: false } },
]

test('every pod meets the restricted Pod Security Standard, and more', async () => {
  for (const values of variants) for (const pod of pods(await render({ values }))) restricted(pod)
})

test('only Prometheus has a token of the Kubernetes API, which can read only the pods of its namespace', async () => {
  const manifests = await render()
  const tokens = pods(manifests).filter((pod) => pod.spec.automountServiceAccountToken !== false)
  assert.deepEqual(
    tokens.map((pod) => pod.owner),
    ['StatefulSet/wiki-prometheus'],
  )
  assert.deepEqual(find(manifests, 'Role').rules, [
    { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
  ])
  assert.deepEqual(
    manifests.filter(({ kind }) => kind.startsWith('Cluster')),
    [],
  )
})

test('no pod specification contains a password', async () => {
  const values = {
    database: { bundled: { password: 'correct-horse' } },
    grafana: { admin: { password: 'battery-staple' } },
  }
  for (const manifest of await render({ values })) {
    if (manifest.kind !== 'Secret')
      assert.doesNotMatch(JSON.stringify(manifest), /correct-horse|battery-staple/, name(manifest))
  }
})

test('without a cluster no password is generated: pods wait for one instead of starting with a new one each time', async () => {
  const secret = find(await render(), 'Secret', '-database')
  assert.deepEqual(Object.keys(secret.data ?? {}).toSorted(), ['dbname', 'host', 'port', 'username'])
  assert.match(secret.metadata.annotations?.['wiki/no-password'] ?? '', /database\.bundled\.existingSecret/)
})

test('a given password reaches the Secret', async () => {
  const password = `it's "odd": $HOME\\ {{ .Values }} é`
  const secret = find(await render({ values: { database: { bundled: { password } } } }), 'Secret', '-database')
  assert.equal(Buffer.from(secret.data?.['password'] ?? '', 'base64').toString(), password)
})

test('the Secret of the database survives the release', async () => {
  const secret = find(await render(), 'Secret', '-database')
  assert.equal(secret.metadata.annotations?.['helm.sh/resource-policy'], 'keep')
})

function restricted(pod: Pod): void {
  assert.equal(pod.spec.securityContext?.['runAsNonRoot'], true, pod.owner)
  assert.ok(Number(pod.spec.securityContext?.['runAsUser']) > 0, pod.owner)
  assert.deepEqual(pod.spec.securityContext?.['seccompProfile'], { type: 'RuntimeDefault' }, pod.owner)
  for (const container of containers(pod)) {
    assert.deepEqual(
      container.securityContext,
      { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      `${pod.owner} ${container.name}`,
    )
    for (const amount of ['requests', 'limits'] as const)
      assert.ok(container.resources?.[amount]?.['memory'], `${pod.owner} ${container.name}: memory ${amount}`)
  }
}

function name({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`
}
