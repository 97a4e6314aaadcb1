import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Manifest } from './manifest.ts'
import { find, refusal, render, renderText, type Values } from './render.ts'

interface ClusterSpec {
  readonly instances: number
  readonly postgresql: { readonly synchronous?: object; readonly parameters: Readonly<Record<string, string>> }
  readonly [field: string]: unknown
}

async function cluster(cnpg: Values = {}, values: Values = {}): Promise<ClusterSpec> {
  const { spec } = await clusterManifest(cnpg, values)
  return spec as unknown as ClusterSpec
}

async function clusterManifest(cnpg: Values, values: Values = {}): Promise<Manifest> {
  const manifests = await render({ values: { ...values, database: { mode: 'cnpg', cnpg } } })
  return find(manifests, 'Cluster', '-database')
}

test('by default a failover is fast and loses nothing', async () => {
  const { instances, postgresql, primaryLease, probes, ...rest } = await cluster()
  assert.equal(instances, 3)
  assert.deepEqual(postgresql.synchronous, {
    method: 'any',
    number: 1,
    dataDurability: 'required',
    failoverQuorum: true,
  })
  const { leaseDurationSeconds, renewDeadlineSeconds } = primaryLease as Record<string, number>
  assert.deepEqual([leaseDurationSeconds, renewDeadlineSeconds], [6, 4])
  for (const probe of Object.values(probes as Record<string, { periodSeconds: number }>))
    assert.equal(probe.periodSeconds, 1)
  assert.equal(rest['smartShutdownTimeout'], 1)
  assert.equal(rest['switchoverDelay'], 30)
})

test('each failover time is a value', async () => {
  const times = {
    primaryLease: {
      leaseDurationSeconds: 15,
      renewDeadlineSeconds: 10,
      retryPeriodSeconds: 2,
      releasedLeaseDurationSeconds: 3,
    },
    probes: { startup: { periodSeconds: 2 }, readiness: { periodSeconds: 5 } },
    smartShutdownTimeout: 180,
    stopDelay: 1800,
    switchoverDelay: 3600,
    primaryUpdateMethod: 'restart',
  }
  const spec = await cluster(times)
  for (const [field, value] of Object.entries({ ...times, probes: undefined }))
    if (value !== undefined) assert.deepEqual(spec[field], value, field)
  const { startup, readiness } = spec['probes'] as Record<string, { periodSeconds: number }>
  assert.deepEqual([startup?.periodSeconds, readiness?.periodSeconds], [2, 5])
})

test('settings without a value are merged into the spec of the Cluster, and override it', async () => {
  const spec = await cluster({
    spec: {
      enablePDB: false,
      postgresUID: 1_000_680_000,
      smartShutdownTimeout: 0,
      postgresql: { parameters: { work_mem: '8MB' }, synchronous: { failoverQuorum: false } },
      plugins: [{ name: 'barman-cloud.cloudnative-pg.io' }],
    },
  })
  assert.equal(spec['enablePDB'], false)
  assert.equal(spec['postgresUID'], 1_000_680_000)
  assert.equal(spec['smartShutdownTimeout'], 0)
  assert.deepEqual(spec.postgresql.parameters, {
    max_connections: '100',
    wal_retrieve_retry_interval: '500ms',
    work_mem: '8MB',
  })
  assert.equal((spec.postgresql.synchronous as { number: number; failoverQuorum: boolean }).number, 1)
  assert.equal((spec.postgresql.synchronous as { failoverQuorum: boolean }).failoverQuorum, false)
  assert.deepEqual(spec['plugins'], [{ name: 'barman-cloud.cloudnative-pg.io' }])
})

test('WAL is archived only where something takes the archive', async () => {
  const skipped = async (spec: Values) =>
    (await clusterManifest({ spec })).metadata.annotations?.['cnpg.io/skipWalArchiving']
  assert.equal(await skipped({ enablePDB: false }), 'enabled')
  assert.equal(await skipped({ plugins: [{ name: 'barman-cloud.cloudnative-pg.io', isWALArchiver: true }] }), undefined)
  assert.equal(await skipped({ backup: { volumeSnapshot: { className: 'snapshots' } } }), undefined)
})

test('a single instance waits for no replica, and neither do others unless requested', async () => {
  assert.equal((await cluster({ instances: 1 })).postgresql.synchronous, undefined)
  assert.equal((await cluster({ synchronous: { number: 0 } })).postgresql.synchronous, undefined)
})

test('instances run on the same nodes as the other pods', async () => {
  const tolerations = [{ key: 'database', operator: 'Exists' }]
  const spec = await cluster(
    {},
    { scheduling: { nodeSelector: { disk: 'ssd' }, tolerations, priorityClassName: 'high' } },
  )
  assert.deepEqual(spec['affinity'], { nodeSelector: { disk: 'ssd' }, tolerations })
  assert.equal(spec['priorityClassName'], 'high')
})

test('requests and readiness outlast a failover, unless a value overrides it', async () => {
  const times = async (values: Values) => {
    const { spec } = find(await render({ values }), 'Deployment', '-api')
    const environment = new Map(spec?.template?.spec.containers?.[0]?.env?.map(({ name, value }) => [name, value]))
    const grace = spec?.template?.spec.terminationGracePeriodSeconds
    return [environment.get('REQUEST_DEADLINE_SECONDS'), environment.get('READINESS_GRACE_SECONDS'), grace]
  }
  assert.deepEqual(await times({}), ['15', '10', 40])
  assert.deepEqual(await times({ database: { mode: 'cnpg' } }), ['30', '60', 55])
  const own = { requestDeadlineSeconds: 20, readinessGraceSeconds: 0 }
  assert.deepEqual(await times({ fastapi: own, database: { mode: 'cnpg' } }), ['20', '0', 45])
})

test('the operator makes the backups', async () => {
  const spec = { method: 'plugin', pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' } }
  const scheduledBackup = { enabled: true, schedule: '0 0 4 * * *', spec }
  const manifests = await render({ values: { database: { mode: 'cnpg', cnpg: { scheduledBackup } } } })
  assert.deepEqual(find(manifests, 'ScheduledBackup').spec, {
    schedule: '0 0 4 * * *',
    backupOwnerReference: 'cluster',
    cluster: { name: 'wiki-database' },
    ...spec,
  })
})

test('contradictory times are refused, as by the operator', async () => {
  for (const [cnpg, message] of [
    [{ primaryLease: { leaseDurationSeconds: 4 } }, /leaseDurationSeconds must be more than renewDeadlineSeconds/],
    [{ primaryLease: { retryPeriodSeconds: 4 } }, /renewDeadlineSeconds must be more than 1\.2 × retryPeriodSeconds/],
    [{ synchronous: { number: 3 } }, /only 2 other instance\(s\) can confirm a write/],
  ] as const)
    assert.match((await refusal({ database: { mode: 'cnpg', cnpg } })) ?? '', message)
})

test('the bundled Prometheus scrapes each instance', async () => {
  const text = await renderText({ values: { database: { mode: 'cnpg' } } })
  assert.match(text, /job_name: wiki-database/)
  assert.match(text, /label: cnpg\.io\/cluster=wiki-database,cnpg\.io\/podRole=instance/)
  assert.match(text, /expr: vector\(3\)/)
  assert.doesNotMatch(await renderText(), /job_name: wiki-database|instances\.yaml/)
})

test('the Prometheus operator gets a monitor of the instances, and their desired number', async () => {
  const prometheus = { mode: 'operator', operator: { labels: { release: 'stack' } } }
  const values = { database: { mode: 'cnpg' }, prometheus, grafana: { enabled: false } }
  const manifests = await render({ values })
  const monitor = find(manifests, 'PodMonitor', '-database')
  assert.deepEqual(monitor.spec?.selector?.matchLabels, {
    'cnpg.io/cluster': 'wiki-database',
    'cnpg.io/podRole': 'instance',
  })
  assert.equal(monitor.metadata.labels?.['release'], 'stack')
  assert.match(JSON.stringify(find(manifests, 'PrometheusRule', '-instances')), /"expr":"vector\(3\)"/)
})
