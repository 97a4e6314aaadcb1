import assert from 'node:assert/strict'
import { test } from 'node:test'
import { image, Namespace, serves } from './cluster.ts'
import { ask, askJson } from './entry.ts'
import { eventually } from './eventually.ts'

const cnpg = { storage: { size: '256Mi' } }
const values = (own: object = {}) => ({
  database: { mode: 'cnpg', cnpg: { ...cnpg, ...own } },
  prometheus: { mode: 'operator' },
  grafana: { enabled: false },
})

test('a database of CloudNativePG', { timeout: 600_000 }, async (t) => {
  if (!(await serves('clusters.postgresql.cnpg.io'))) return t.skip('the cluster has no CloudNativePG')
  await using namespace = await Namespace.create()
  const { host } = namespace
  let stored: readonly string[] = []

  await t.test('gets the requested number of instances, each write confirmed by another', async () => {
    await namespace.helm('install', values())
    await eventually(async () => assert.deepEqual(await state(namespace), ['Cluster in healthy state', 3]), 180)
    await eventually(async () => assert.equal((await ask(host, '/health/ready')).status, 200))
    const query = 'show synchronous_standby_names'
    const names = await namespace.kubectl([
      'exec',
      await primary(namespace),
      '-c',
      'postgres',
      '--',
      'psql',
      '-tAc',
      query,
    ])
    assert.match(names, /^ANY 1 \(/)
    const user = await askJson<{ id: number }>(host, '/users', { method: 'POST', body: { name: 'Ada' } })
    assert.equal(user.id, 1)
  })

  await t.test('is reached by the API and its own alone', async () => {
    const address = await namespace.kubectl([
      'get',
      'pod',
      await primary(namespace),
      '--output',
      'jsonpath={.status.podIP}',
    ])
    await namespace.kubectl(['create', '--filename', '-'], stranger(address))
    await eventually(async () => {
      const [result] = JSON.parse(await namespace.kubectl(['logs', 'stranger'])) as [Record<string, string>]
      assert.deepEqual(result, { 5432: 'closed', 8000: 'closed', 9187: 'open' })
    })
  })

  await t.test('cannot be asked to shrink, or to grow where its volumes cannot', async () => {
    await assert.rejects(namespace.helm('upgrade', values({ storage: { size: '128Mi' } })), /volumes do not shrink/)
    await assert.rejects(namespace.helm('upgrade', values({ storage: { size: '1Gi' } })), /does not let them grow/)
    // The same size, written differently.
    await namespace.helm('upgrade', values({ storage: { size: '0.25Gi' } }))
    assert.deepEqual(await state(namespace), ['Cluster in healthy state', 3])
  })

  await t.test('loses its primary, and no acknowledged write', async () => {
    const old = await primary(namespace)
    await namespace.kubectl(['delete', 'pod', old, '--grace-period=0', '--force', '--wait=false'])
    const names = Array.from({ length: 5 }, (_, number) => `of the failover ${number}`)
    // On a busy machine a failover may outlast a request's deadline; the answer then says so.
    await Promise.all(
      names.map((name) =>
        eventually(async () => {
          const { status, text } = await ask(host, '/users', { method: 'POST', body: { name } })
          assert.equal(status, 200, text)
        }, 120),
      ),
    )
    // The first writes may be answered before the pod is gone.
    await eventually(async () => assert.notEqual(await primary(namespace), old))
    stored = await users(host)
    for (const name of ['Ada', ...names]) assert.ok(stored.includes(name), name)
  })

  await t.test('is there again after an uninstall and a new install, with its data', async () => {
    await namespace.helmDo('uninstall')
    await namespace.helm('install', values())
    await eventually(async () => assert.deepEqual(await users(host), stored), 120)
  })
})

async function users(host: string): Promise<readonly string[]> {
  return (await askJson<readonly { name: string }[]>(host, '/users')).map(({ name }) => name)
}

async function state(namespace: Namespace): Promise<readonly unknown[]> {
  const { status } = await namespace.get<{ status: { phase?: string; readyInstances?: number } }>(
    'clusters.postgresql.cnpg.io',
    'wiki-database',
  )
  return [status.phase, status.readyInstances]
}

async function primary(namespace: Namespace): Promise<string> {
  const output = 'jsonpath={.status.currentPrimary}'
  return namespace.kubectl(['get', 'clusters.postgresql.cnpg.io', 'wiki-database', '--output', output])
}

/**
 * An unrelated pod that reports once what it can reach. The operator's Prometheus may be any pod, so metrics are open.
 */
function stranger(address: string): object {
  const script = `
    const { connect } = require('node:net')
    const reach = (port) => new Promise((resolve) => {
      const socket = connect({ host: '${address}', port, timeout: 2000 }, () => resolve('open'))
      socket.on('timeout', () => resolve('closed')).on('error', () => resolve('closed'))
    })
    Promise.all([5432, 8000, 9187].map(async (port) => [port, await reach(port)])).then((all) => {
      console.log(JSON.stringify([Object.fromEntries(all)]))
      setInterval(() => {}, 1000)
    })`
  const container = {
    name: 'stranger',
    image,
    command: ['sh', '-c', 'sleep 5; exec node -e "$SCRIPT"'],
    env: [{ name: 'SCRIPT', value: script }],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stranger' },
    spec: {
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [container],
    },
  }
}
