import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../../wiki-service/test/support/fast-check.ts'
import type { Container, Manifest, PodSpec } from './manifest.ts'
import { find, refusal, render } from './render.ts'

test('everything that a replica does to stop fits into any grace period', async () => {
  const seconds = fc.record({
    drainSeconds: fc.integer({ min: 0, max: 60 }),
    requestDeadlineSeconds: fc.integer({ min: 1, max: 60 }),
    sleep: fc.integer({ min: 0, max: 20 }),
  })
  await fc.assert(
    fc.asyncProperty(seconds, async ({ sleep, ...api }) => {
      const values = { fastapi: { ...api, lifecycle: { preStop: { sleep: { seconds: sleep } } } } }
      const manifests = await render({ values })
      const { terminationGracePeriodSeconds = 0 } = apiPod(manifests)
      const limit = Number(apiContainer(manifests).env?.find(({ name }) => name === 'DRAIN_LIMIT_SECONDS')?.value)
      assert.ok(limit > api.drainSeconds)
      assert.equal(terminationGracePeriodSeconds, sleep + limit + api.requestDeadlineSeconds + 5)
    }),
    { numRuns: 8 },
  )
})

test('a grace period that is too short is refused, a longer one is accepted', async () => {
  const api = { drainSeconds: 10, requestDeadlineSeconds: 20 }
  assert.match(
    (await refusal({ fastapi: { ...api, terminationGracePeriodSeconds: 34 } })) ?? '',
    /terminationGracePeriodSeconds is 34, less than the 35 s/,
  )
  const values = { fastapi: { ...api, terminationGracePeriodSeconds: 36 } }
  assert.equal(apiPod(await render({ values })).terminationGracePeriodSeconds, 36)
})

test('a draining replica is seen as unready before it stops serving', async () => {
  const { readinessProbe, env } = apiContainer(await render())
  const drain = Number(env?.find(({ name }) => name === 'DRAIN_SECONDS')?.value)
  assert.ok(readinessProbe)
  assert.ok(readinessProbe.periodSeconds * readinessProbe.failureThreshold <= drain)
})

test('each probe uses its own route, and waiting for the database restarts nothing', async () => {
  const { startupProbe, readinessProbe, livenessProbe } = apiContainer(await render())
  assert.equal(startupProbe?.httpGet?.path, '/health/startup')
  assert.equal(readinessProbe?.httpGet?.path, '/health/ready')
  assert.equal(livenessProbe?.httpGet?.path, '/health/live')
  assert.ok((startupProbe?.periodSeconds ?? 0) * (startupProbe?.failureThreshold ?? 0) >= 24 * 60 * 60)
})

test('replicas, the extra one of an update and a reserve never need more connections than there are', async () => {
  const asked = fc.record({
    replicas: fc.integer({ min: 1, max: 12 }),
    pool: fc.integer({ min: 1, max: 30 }),
    reserve: fc.integer({ min: 0, max: 50 }),
    scaled: fc.boolean(),
    mode: fc.constantFrom('bundled', 'cnpg', 'external'),
  })
  await fc.assert(
    fc.asyncProperty(asked, async ({ replicas, pool, reserve, scaled, mode }) => {
      const scaling = { autoscaling: { enabled: true, minReplicas: 1, maxReplicas: replicas } }
      const values = {
        fastapi: { databasePoolSize: pool, ...(scaled ? scaling : { replicaCount: replicas }) },
        database: {
          mode,
          reservedConnections: reserve,
          external: { existingSecret: mode === 'external' ? 'mine' : '' },
        },
      }
      const refused = await refusal(values)
      if ((replicas + 1) * pool + reserve <= 100) assert.equal(refused, undefined)
      else assert.match(refused ?? '', /more than database\.maxConnections 100/)
    }),
    { numRuns: 20 },
  )
})

test('the bundled server accepts as many connections as the values set', async () => {
  const values = { database: { maxConnections: 77, bundled: { parameters: { work_mem: '8MB', jit: 'off' } } } }
  const text = JSON.stringify(find(await render({ values }), 'StatefulSet', '-database'))
  for (const setting of ['max_connections=77', 'work_mem=8MB', 'jit=off'])
    assert.ok(text.includes(`"${setting}"`), setting)
})

function apiPod(manifests: readonly Manifest[]): PodSpec {
  return find(manifests, 'Deployment', '-api').spec?.template?.spec ?? {}
}

function apiContainer(manifests: readonly Manifest[]): Container {
  const [container] = apiPod(manifests).containers ?? []
  assert.ok(container)
  return container
}
