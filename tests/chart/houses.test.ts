import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Manifest } from './manifest.ts'
import { pods } from './manifest.ts'
import { find, refusal, render } from './render.ts'

const none = { runAsUser: null, runAsGroup: null, fsGroup: null }
const openShift = {
  fastapi: { podSecurity: none },
  database: { bundled: { podSecurity: none } },
  prometheus: { podSecurity: none },
  grafana: { podSecurity: none },
  serviceAccountName: 'wiki',
}

test('on OpenShift the cluster chooses users and groups, and all pods share one service account', async () => {
  const manifests = await render({ values: openShift })
  for (const { owner, spec } of pods(manifests)) {
    assert.deepEqual(spec.securityContext, { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }, owner)
    assert.equal(spec.serviceAccountName, 'wiki', owner)
  }
  assert.ok(manifests.every(({ kind }) => kind !== 'ServiceAccount'))
  const { subjects } = find(manifests, 'RoleBinding') as Manifest & { subjects: readonly { name: string }[] }
  assert.deepEqual(
    subjects.map(({ name }) => name),
    ['wiki'],
  )
})

test('a user or group can be removed on its own, or be as large as on OpenShift', async () => {
  const security = async (podSecurity: object) =>
    pods(await render({ values: { fastapi: { podSecurity } } })).find(({ owner }) => owner === 'Deployment/wiki-api')
      ?.spec.securityContext
  const rest = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }
  const volumes = { fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch' }
  assert.deepEqual(await security({ runAsUser: null }), { ...rest, ...volumes, runAsGroup: 10001 })
  assert.deepEqual(await security({ fsGroup: null }), { ...rest, runAsUser: 10001, runAsGroup: 10001 })
  assert.deepEqual(await security({ runAsUser: 1_000_680_000 }), {
    ...rest,
    ...volumes,
    runAsUser: 1_000_680_000,
    runAsGroup: 10001,
  })
  assert.match((await refusal({ fastapi: { podSecurity: { runAsUser: 0 } } })) ?? '', /schema/)
})

test('every Service gets the requested address families, and none by default', async () => {
  const services = async (values: object) =>
    (await render({ values: { services: values }, flags: ['--api-versions', 'traefik.io/v1alpha1/Middleware'] }))
      .filter(({ kind }) => kind === 'Service')
      .map(({ spec }) => {
        const { ipFamilyPolicy, ipFamilies } = spec as { ipFamilyPolicy?: string; ipFamilies?: readonly string[] }
        return { ipFamilyPolicy, ipFamilies }
      })
  const asked = { ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv6', 'IPv4'] }
  const own = await services(asked)
  assert.equal(own.length, 5)
  for (const service of own) assert.deepEqual(service, asked)
  for (const service of await services({}))
    assert.deepEqual(service, { ipFamilyPolicy: undefined, ipFamilies: undefined })
})

test('nothing listens only on IPv4', async () => {
  const text = JSON.stringify(pods(await render()))
  assert.match(text, /"name":"HOST","value":"::"/)
  assert.match(text, /--web\.listen-address=:9090/)
  assert.doesNotMatch(text, /0\.0\.0\.0/)
})

test('the port of an external database is set once: by the Secret, or by a value', async () => {
  const port = async (external: object) => {
    const manifests = await render({
      values: { database: { mode: 'external', external: { existingSecret: 'x', ...external } } },
    })
    const environment = find(manifests, 'Deployment', '-api').spec?.template?.spec.containers?.[0]?.env
    const { value, valueFrom } = environment?.find(({ name }) => name === 'PGPORT') ?? {}
    const egress = find(manifests, 'NetworkPolicy', '-api').spec?.egress?.find(({ to }) =>
      JSON.stringify(to)?.includes('ipBlock'),
    )
    return { used: value ?? valueFrom?.secretKeyRef?.key, open: egress?.ports?.map((each) => each.port) }
  }
  assert.deepEqual(await port({}), { used: 'port', open: undefined })
  assert.deepEqual(await port({ keys: { port: '' }, network: { port: 6432 } }), { used: '6432', open: [6432] })
  // As in 0.1.0, in both places.
  assert.deepEqual(await port({ network: { port: 6432 } }), { used: 'port', open: [6432] })
  const neither = { mode: 'external', external: { existingSecret: 'x', keys: { port: '' } } }
  assert.match((await refusal({ database: neither })) ?? '', /network\.port must name the port/)
})

test('while no replica is ready, Traefik falls back to unready ones', async () => {
  const flags = ['--api-versions', 'traefik.io/v1alpha1/Middleware']
  const manifests = await render({
    flags,
    values: { ingress: { className: 'traefik' }, routes: { apiPaths: ['/users'] } },
  })
  const fallback = find(manifests, 'Ingress', '-entry-unready')
  assert.equal(fallback.metadata.annotations?.['traefik.ingress.kubernetes.io/router.priority'], '1')
  const [path] = fallback.spec?.rules?.[0]?.http?.paths ?? []
  assert.deepEqual([path?.path, path?.backend.service.name], ['/users', 'wiki-api-unready'])
  const { metadata, spec } = find(manifests, 'Service', '-api-unready')
  assert.equal((spec as { publishNotReadyAddresses?: boolean }).publishNotReadyAddresses, true)
  assert.equal(metadata.annotations?.['traefik.ingress.kubernetes.io/service.nativelb'], 'true')
  for (const without of [await render(), await render({ flags, values: { ingress: { unreadyFallback: false } } })])
    assert.ok(without.every(({ metadata }) => !metadata.name.endsWith('unready')))
})
