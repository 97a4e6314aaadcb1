import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Namespace, kubectl, serves } from './cluster.ts'
import { ask, askJson, contents } from './entry.ts'
import { eventually } from './eventually.ts'

test(
  'two releases in two namespaces, with different names and entries, are independent',
  { timeout: 300_000 },
  async (t) => {
    const gateways = await gatewayClass()
    await using one = await Namespace.create()
    await using other = await Namespace.create()
    if (gateways) await other.kubectl(['create', '--filename', '-'], gateway(gateways, other.host))
    else t.diagnostic('no GatewayClass traefik here: both are behind an Ingress')
    const behindGateway = { ingress: { enabled: false }, httpRoute: { enabled: true, parentRefs: [{ name: 'entry' }] } }
    await Promise.all([
      one.helm('install', {}, { release: 'nebula' }),
      other.helm('install', gateways ? behindGateway : {}, { release: 'archive.of-2026' }),
    ])
    await eventually(async () => {
      for (const { host } of [one, other]) assert.equal((await ask(host, '/health/ready')).status, 200, host)
    })

    await askJson(one.host, '/users', { method: 'POST', body: { name: 'Ada' } })
    const untouched = { users: [], posts: [], counters: ['users_created_total 0', 'posts_created_total 0'] }
    assert.deepEqual(await contents(other.host), untouched)
    const user = await askJson<{ id: number }>(other.host, '/users', { method: 'POST', body: { name: 'Grace' } })
    assert.equal(user.id, 1)
    assert.equal((await ask(other.host, '/grafana/api/health')).status, 200)
  },
)

async function gatewayClass(): Promise<string | undefined> {
  if (!(await serves('gatewayclasses.gateway.networking.k8s.io'))) return undefined
  const names = (await kubectl(['get', 'gatewayclasses', '--output', 'jsonpath={.items[*].metadata.name}'])).split(' ')
  return names.find((name) => name === 'traefik')
}

/** Traefik's listeners use the ports of its entry points, which its Service maps to 80 and 443. */
function gateway(gatewayClassName: string, hostname: string): object {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'entry' },
    spec: { gatewayClassName, listeners: [{ name: 'http', port: 8000, protocol: 'HTTP', hostname }] },
  }
}
