import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Namespace, image } from './cluster.ts'
import { eventually } from './eventually.ts'

const components = ['api', 'database', 'prometheus', 'grafana', 'backup', 'test']
const targets = { api: 8080, database: 5432, prometheus: 9090, grafana: 3000 }

/**
 * Who reaches whom. The API server and the outside are not pods; `stranger` has no labels, `elsewhere` is in another
 * namespace.
 */
const expected: Readonly<Record<string, readonly string[]>> = {
  api: ['database', 'dns'],
  database: [],
  prometheus: ['api', 'apiserver', 'dns'],
  grafana: ['dns', 'prometheus'],
  backup: ['database', 'dns'],
  test: ['api', 'dns'],
  stranger: ['api', 'apiserver', 'dns', 'grafana'],
  elsewhere: ['api', 'apiserver', 'dns', 'grafana'],
}

test('every required connection is open, and no other', { timeout: 300_000 }, async () => {
  await using namespace = await Namespace.create()
  await using another = await Namespace.create()
  await namespace.helm('install')
  const addresses = await targetAddresses(namespace)
  const probes = [
    ...components.map((name) => ({ name, place: namespace })),
    { name: 'stranger', place: namespace },
    { name: 'elsewhere', place: another },
  ]
  await Promise.all(
    probes.map(async ({ name, place }) => {
      await place.kubectl(['create', '--filename', '-'], probe(name, addresses))
      await place.kubectl(['wait', '--for=condition=Ready', `pod/probe-${name}`, '--timeout=60s'])
    }),
  )
  // A network plugin may need seconds to learn of new pods; after that its decisions must be stable.
  await Promise.all(
    probes.map(async ({ name, place }) => {
      await eventually(async () => assert.deepEqual(await reached(place, name), expected[name], name), 40)
      assert.deepEqual(await reached(place, name), expected[name], `${name}, again`)
    }),
  )
})

async function targetAddresses(namespace: Namespace): Promise<Record<string, string>> {
  const found = await Promise.all(
    Object.entries(targets).map(async ([component, port]) => {
      const selector = `app.kubernetes.io/component=${component}`
      const address = await namespace.kubectl([
        'get',
        'pods',
        '--selector',
        selector,
        '--output',
        'jsonpath={.items[0].status.podIP}',
      ])
      assert.match(address, /^[\d.]+$/, component)
      return [component, `${address}:${port}`] as const
    }),
  )
  return { ...Object.fromEntries(found), apiserver: 'kubernetes.default.svc:443' }
}

/**
 * A pod with the labels of a component, which it replaces; it answers on no port, and tries every target on request.
 */
function probe(name: string, addresses: Readonly<Record<string, string>>): object {
  const own = {
    'app.kubernetes.io/name': 'wiki',
    'app.kubernetes.io/instance': 'wiki',
    'app.kubernetes.io/component': name,
  }
  const securityContext = { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } }
  const container = {
    name: 'probe',
    image,
    command: ['node', '-e', 'process.on("SIGTERM", () => process.exit()); setInterval(() => {}, 1000)'],
    env: [{ name: 'TARGETS', value: JSON.stringify(addresses) }],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    resources: { limits: { memory: '128Mi' } },
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `probe-${name}`, labels: components.includes(name) ? own : {} },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext,
      containers: [container],
    },
  }
}

async function reached(place: Namespace, name: string): Promise<string[]> {
  const output = await place.kubectl(['exec', `probe-${name}`, '--', 'node', '--input-type=module', '--eval', attempts])
  return (JSON.parse(output) as string[]).toSorted()
}

// Depending on the plugin, blocked packets are dropped or refused. The API server's address is looked up as pods do.
const attempts = `
  import { connect } from 'node:net'
  import { Resolver } from 'node:dns/promises'
  const targets = Object.entries(JSON.parse(process.env.TARGETS))
  const resolver = new Resolver({ timeout: 1000, tries: 2 })
  const dns = await resolver.resolve4('kubernetes.default.svc.cluster.local').then((a) => a[0], () => undefined)
  const tried = await Promise.all(targets.map(([name, target]) => new Promise((resolve) => {
    const [host, port] = target.split(':')
    const address = name === 'apiserver' ? process.env.KUBERNETES_SERVICE_HOST : host
    const socket = connect({ host: address, port: Number(port), timeout: 1500 })
    const end = (answer) => { socket.destroy(); resolve(answer) }
    socket.on('connect', () => end(name)).on('timeout', () => end()).on('error', () => end())
  })))
  console.log(JSON.stringify([...tried.filter(Boolean), ...(dns ? ['dns'] : [])]))
  process.exit()
`
