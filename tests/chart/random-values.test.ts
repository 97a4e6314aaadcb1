import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../wiki-service/test/support/fast-check.ts'
import { containers, pods } from './manifest.ts'
import { dangling } from './references.ts'
import { parse, renderText } from './render.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const labels = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,8}\.example\/[a-z]{1,8}$/),
  fc.stringMatching(/^[a-z0-9]{0,9}$/),
  { maxKeys: 2 },
)
const annotations = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}\.example\/[a-z]{1,8}$/), text, { maxKeys: 2 })
const password = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })

const values = fc.record(
  {
    fastapi: fc.record(
      {
        replicaCount: fc.integer({ min: 0, max: 6 }),
        drainSeconds: fc.integer({ min: 0, max: 30 }),
        logLevel: fc.constantFrom('trace', 'info', 'fatal'),
        trustProxy: text,
        podAnnotations: annotations,
        podLabels: labels,
        extraEnv: fc.array(fc.record({ name: fc.stringMatching(/^MY_[A-Z]{1,8}$/), value: text }), { maxLength: 2 }),
        podDisruptionBudget: fc.record({ enabled: fc.boolean() }),
        autoscaling: fc.record({ enabled: fc.boolean() }),
        service: fc.record({ annotations, port: fc.integer({ min: 1, max: 65535 }) }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
    database: fc.oneof(
      fc.record({
        bundled: fc.record({
          password,
          backup: fc.record({ enabled: fc.boolean(), keep: fc.integer({ min: 1, max: 99 }) }),
        }),
      }),
      fc.record({ mode: fc.constant('external'), external: fc.constant({ existingSecret: 'mine' }) }),
      fc.record({
        mode: fc.constant('cnpg'),
        cnpg: fc.record({ parameters: fc.dictionary(fc.stringMatching(/^[a-z_]{1,9}$/), text, { maxKeys: 2 }) }),
      }),
    ),
    prometheus: fc.record({
      mode: fc.constantFrom('bundled', 'operator', 'none'),
      scrapeInterval: fc.constantFrom('5s', '60s'),
    }),
    grafana: fc.record({
      enabled: fc.boolean(),
      anonymousViewer: fc.boolean(),
      prometheusUrl: fc.constant('http://elsewhere:9090'),
      admin: fc.record({ user: password, password }),
      storage: fc.record({ enabled: fc.boolean() }),
    }),
    routes: fc.record({ hosts: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,9}\.example$/), { maxLength: 3 }) }),
    ingress: fc.record({ enabled: fc.boolean(), className: fc.stringMatching(/^[a-z]{0,9}$/), annotations }),
    httpRoute: fc.record({ enabled: fc.boolean(), parentRefs: fc.constant([{ name: 'web' }]) }),
    networkPolicy: fc.record({ enabled: fc.boolean() }),
    scheduling: fc.record({ nodeSelector: labels, priorityClassName: fc.stringMatching(/^[a-z]{0,9}$/) }),
  },
  // Grafana requires the URL of any Prometheus other than the bundled one.
  { requiredKeys: ['grafana'] },
)

test('any values render the same twice, without dangling references or lost settings', async () => {
  await fc.assert(
    fc.asyncProperty(values, async (values) => {
      const [output, again] = await Promise.all([renderText({ values }), renderText({ values })])
      assert.equal(again, output)
      const manifests = parse(output)
      assert.deepEqual(dangling(manifests, ['Secret/mine', 'Secret/wiki-database-app', 'Secret/wiki-database-ca']), [])
      const [api] = pods(manifests)
        .filter(({ owner }) => owner === 'Deployment/wiki-api')
        .flatMap(containers)
      const environment = new Map(api?.env?.map(({ name, value }) => [name, value]))
      assert.equal(environment.size, api?.env?.length)
      assert.equal(environment.get('TRUST_PROXY') ?? '', values.fastapi?.trustProxy ?? '')
      const admin = manifests.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === 'wiki-grafana')
      if (admin) assert.equal(stringData(admin, 'password'), values.grafana.admin.password)
    }),
    { numRuns: 40 },
  )
})

function stringData(secret: object, key: string): string | undefined {
  return (secret as { stringData?: Record<string, string> }).stringData?.[key]
}
