import assert from 'node:assert/strict'
import { test } from 'node:test'
import { renderText, run } from '../chart/render.ts'
import type { Values } from '../chart/render.ts'
import { kubectl } from '../chart/programs.ts'
import { Namespace, image, serves } from './cluster.ts'

const everything = {
  fastapi: {
    autoscaling: { enabled: true },
    lifecycle: { preStop: { sleep: { seconds: 1 } } },
    podAnnotations: { 'test.example/a': 'b' },
    service: { type: 'NodePort', annotations: { 'test.example/a': 'b' } },
    podDisruptionBudget: { minAvailable: '50%', maxUnavailable: null },
  },
  database: { bundled: { password: 'secret', parameters: { shared_buffers: '64MB' } } },
  grafana: { storage: { enabled: true }, anonymousViewer: true },
  prometheus: { alertmanagers: ['alerts:9093'], extraEgress: [{ ports: [{ port: 9093 }] }] },
  ingress: { className: 'traefik', tls: [{ hosts: ['wiki.example'], secretName: 'tls' }] },
  routes: { hosts: ['wiki.example'], apiPaths: ['/users', '/user'] },
  scheduling: { nodeSelector: { 'kubernetes.io/os': 'linux' }, tolerations: [{ operator: 'Exists' }] },
  networkPolicy: { entryFrom: [{ namespaceSelector: {} }] },
}
const route = { httpRoute: { enabled: true, parentRefs: [{ name: 'web' }] } }
const grafana = { prometheusUrl: 'http://prometheus.example' }

/** Each with the definition it needs, unless that is part of Kubernetes. */
const variants: Readonly<Record<string, readonly [Values, string?]>> = {
  'the defaults': [{}],
  everything: [everything],
  'an external database': [
    { database: { mode: 'external', external: { existingSecret: 'x', keys: { ca: 'ca.crt' } } } },
  ],
  'an HTTPRoute': [route, 'httproutes.gateway.networking.k8s.io'],
  'a CloudNativePG cluster': [
    {
      database: {
        mode: 'cnpg',
        cnpg: {
          parameters: { shared_buffers: '64MB' },
          imageName: 'ghcr.io/cloudnative-pg/postgresql:18',
          storage: { className: 'fast' },
          spec: { enablePDB: false, walStorage: { size: '1Gi' } },
          scheduledBackup: { enabled: true, spec: { method: 'plugin', pluginConfiguration: { name: 'barman' } } },
        },
      },
    },
    'clusters.postgresql.cnpg.io',
  ],
  'the Prometheus operator and CloudNativePG': [
    { database: { mode: 'cnpg' }, prometheus: { mode: 'operator' }, grafana },
    'podmonitors.monitoring.coreos.com',
  ],
  'the Prometheus operator': [
    { prometheus: { mode: 'operator', operator: { labels: { release: 'stack' } } }, grafana },
    'podmonitors.monitoring.coreos.com',
  ],
}

test('the API server accepts everything in the chart, without warnings', async (t) => {
  await using namespace = await Namespace.create()
  for (const [what, [values, definition]] of Object.entries(variants))
    await t.test(what, async (t) => {
      if (definition && !(await serves(definition))) return t.skip(`the cluster has no ${definition}`)
      const text = await renderText({
        values: { ...values, fastapi: { image_name: image, ...Object(values['fastapi']) } },
        namespace: namespace.name,
      })
      const command = ['apply', '--dry-run=server', '--validate=strict', '--warnings-as-errors', '--filename', '-']
      const output = await run(await kubectl(), command, text)
      assert.equal(output.trim().split('\n').length, text.match(/^kind: /gm)?.length)
    })
})
