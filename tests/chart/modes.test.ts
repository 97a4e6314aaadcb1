import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EnvironmentVariable, Manifest } from './manifest.ts'
import { find, render, type Values } from './render.ts'

const external = {
  mode: 'external',
  external: {
    existingSecret: 'rds',
    keys: { host: 'h', port: 'p', username: 'u', password: 'w', dbname: 'd', ca: 'root.pem' },
  },
}

test('the pods of the API are the same with every database, except for the Secret they read', async () => {
  const modes = [{ mode: 'bundled' }, { mode: 'cnpg' }, { mode: 'external', external: { existingSecret: 'rds' } }]
  const [bundled, cnpg, own] = await Promise.all(
    modes.map(async (database) => variables(await render({ values: { database } }))),
  )
  const names = (list: readonly EnvironmentVariable[] = []) =>
    list.map(({ name }) => name).filter((name) => name !== 'PGSSLROOTCERT')
  assert.ok(bundled && bundled.length > 10)
  assert.deepEqual(names(cnpg), names(bundled))
  assert.deepEqual(names(own), names(bundled))
})

test('an external database is described by a Secret with custom keys, and verified with its authority', async () => {
  const manifests = await render({ values: { database: external } })
  const environment = new Map(
    variables(manifests).map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.secretKeyRef]),
  )
  for (const [name, key] of Object.entries({ PGHOST: 'h', PGPORT: 'p', PGUSER: 'u', PGPASSWORD: 'w', PGDATABASE: 'd' }))
    assert.deepEqual(environment.get(name), { name: 'rds', key }, name)
  assert.equal(environment.get('PGSSLMODE'), 'verify-full')
  assert.equal(environment.get('PGSSLROOTCERT'), '/etc/database/ca.crt')
  assert.deepEqual(kinds(manifests, 'database'), [])
  assert.deepEqual(kinds(manifests, 'backup'), [])
})

test('with CloudNativePG the cluster, Secret and authority of the operator are used', async () => {
  const manifests = await render({ values: { database: { mode: 'cnpg', cnpg: { instances: 3 } } } })
  const cluster = find(manifests, 'Cluster', '-database')
  assert.equal(cluster.metadata.annotations?.['helm.sh/resource-policy'], 'keep')
  const password = variables(manifests).find(({ name }) => name === 'PGPASSWORD')
  assert.deepEqual(password?.valueFrom?.secretKeyRef, { name: 'wiki-database-app', key: 'password' })
  const authority = find(manifests, 'Deployment', '-api').spec?.template?.spec.volumes?.[0]?.secret
  assert.equal(authority?.secretName, 'wiki-database-ca')
  assert.deepEqual(kinds(manifests, 'database'), ['NetworkPolicy', 'Cluster'])
})

test('PostgreSQL 18 keeps its files where its image expects the volume', async () => {
  const [container] = find(await render(), 'StatefulSet', '-database').spec?.template?.spec.containers ?? []
  assert.equal(container?.volumeMounts?.find(({ name }) => name === 'data')?.mountPath, '/var/lib/postgresql')
  assert.equal(
    container?.env?.some(({ name }) => name === 'PGDATA'),
    false,
  )
})

test('for the Prometheus operator there are a monitor and rules, but no Prometheus', async () => {
  const values = {
    prometheus: { mode: 'operator', operator: { labels: { release: 'stack' } } },
    grafana: { prometheusUrl: 'http://prometheus.monitoring:9090' },
  }
  const manifests = await render({ values })
  for (const kind of ['PodMonitor', 'PrometheusRule'])
    assert.equal(find(manifests, kind).metadata.labels?.['release'], 'stack')
  assert.equal(manifests.filter(({ kind }) => kind === 'StatefulSet').length, 1)
  const source = find(manifests, 'ConfigMap', '-grafana').data?.['datasources.yaml'] ?? ''
  assert.match(source, /url: http:\/\/prometheus\.monitoring:9090/)
  assert.match(source, /uid: wiki-prometheus/)
})

test('without metrics and dashboards only API, database and their entry remain', async () => {
  const manifests = await render({ values: { prometheus: { mode: 'none' }, grafana: { enabled: false } } })
  assert.deepEqual(kinds(manifests, 'prometheus'), [])
  assert.deepEqual(kinds(manifests, 'grafana'), [])
  assert.doesNotMatch(JSON.stringify(find(manifests, 'Ingress')), /grafana/)
})

test('Ingress and HTTPRoute route the same paths to the same Services', async () => {
  const values = {
    routes: { hosts: ['wiki.example', 'wiki.test'], apiPaths: ['/users', '/user', '/posts'] },
    httpRoute: { enabled: true, parentRefs: [{ name: 'web', namespace: 'gateways' }] },
  }
  const manifests = await render({ values })
  const rules = find(manifests, 'Ingress').spec?.rules ?? []
  assert.deepEqual(
    rules.map(({ host }) => host),
    ['wiki.example', 'wiki.test'],
  )
  const routes = find(manifests, 'HTTPRoute').spec?.rules ?? []
  const byRoute = routes.flatMap((rule) =>
    (rule.matches ?? []).map((match) => [match.path.value, rule.backendRefs?.[0]?.name]),
  )
  for (const rule of rules) {
    const byIngress = (rule.http?.paths ?? []).map(({ path, backend }) => [path, backend.service.name])
    assert.deepEqual(byIngress, byRoute)
  }
  assert.deepEqual(byRoute.at(-1), ['/grafana', 'wiki-grafana'])
})

test('the Ingress names no class or host by default', async () => {
  const { spec } = find(await render(), 'Ingress')
  assert.equal(Object.hasOwn(spec ?? {}, 'ingressClassName'), false)
  assert.equal(Object.hasOwn(spec?.rules?.[0] ?? {}, 'host'), false)
})

test('Traefik, if present, retries a request that no replica has accepted', async () => {
  const flags = ['--api-versions', 'traefik.io/v1alpha1/Middleware']
  const key = 'traefik.ingress.kubernetes.io/router.middlewares'
  const entry = async (values: Values = {}) =>
    find(await render({ values, flags, namespace: 'web' }), 'Ingress', '-entry').metadata
  assert.equal(find(await render({ flags }), 'Middleware').metadata.name, 'wiki-retry')
  assert.deepEqual((await entry()).annotations, { [key]: 'web-wiki-retry@kubernetescrd' })
  assert.deepEqual((await entry({ ingress: { annotations: { [key]: 'mine' } } })).annotations, { [key]: 'mine' })
  assert.equal((await entry({ ingress: { retries: 0 } })).annotations, undefined)
  // If an Ingress is already in use, it must not name components that are added later.
  const upgraded = await render({ flags: [...flags, '--is-upgrade'] })
  assert.equal(find(upgraded, 'Middleware').kind, 'Middleware')
  assert.equal(find(upgraded, 'Ingress', '-entry').metadata.annotations, undefined)
  assert.ok((await render()).every(({ kind }) => kind !== 'Middleware'))
})

test('an autoscaler alone decides the number of replicas', async () => {
  const manifests = await render({
    values: { fastapi: { autoscaling: { enabled: true, minReplicas: 3, maxReplicas: 6 } } },
  })
  const { spec } = find(manifests, 'HorizontalPodAutoscaler')
  assert.deepEqual([spec?.minReplicas, spec?.maxReplicas], [3, 6])
  assert.equal(Object.hasOwn(find(manifests, 'Deployment', '-api').spec ?? {}, 'replicas'), false)
})

function variables(manifests: readonly Manifest[]): readonly EnvironmentVariable[] {
  return find(manifests, 'Deployment', '-api').spec?.template?.spec.containers?.[0]?.env ?? []
}

function kinds(manifests: readonly Manifest[], component: string): string[] {
  return manifests
    .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === component)
    .map(({ kind }) => kind)
}
