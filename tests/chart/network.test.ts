import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Labels, Manifest } from './manifest.ts'
import { pods } from './manifest.ts'
import type { Values } from './render.ts'
import { render } from './render.ts'

const component = 'app.kubernetes.io/component'

test('the policies allow each required connection between components, and no other', async () => {
  assert.deepEqual(edges(await render()), [
    'any → api:http',
    'any → grafana:http',
    'api → any:53',
    'api → database:postgresql',
    'backup → any:53',
    'backup → database:postgresql',
    'grafana → any:53',
    'grafana → prometheus:http',
    'prometheus → any:443',
    'prometheus → any:53',
    'prometheus → any:6443',
    'prometheus → api:http',
    'test → any:53',
    'test → api:http',
  ])
})

test('the entry can be restricted to an ingress controller; Prometheus and the tests still reach the API', async () => {
  const controller = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } } }
  const found = edges(await render({ values: { networkPolicy: { entryFrom: [controller] } } }))
  assert.deepEqual(
    found.filter((edge) => edge.endsWith('→ api:http') || edge.endsWith('→ grafana:http')),
    ['other → api:http', 'other → grafana:http', 'prometheus → api:http', 'test → api:http'],
  )
})

test('an external database is reachable at its configured address, and nowhere else', async () => {
  const database = {
    mode: 'external',
    external: { existingSecret: 'x', network: { port: 6432, cidrs: ['10.0.0.0/8'] } },
  }
  const found = edges(await render({ values: { database } })).filter((edge) => edge.startsWith('api →'))
  assert.deepEqual(found, ['api → 10.0.0.0/8:6432', 'api → any:53'])
})

test('providers of sign-in are reachable at their configured addresses once there are any', async () => {
  const provider = { id: 'main', issuer: 'https://login.example', clientId: 'wiki' }
  const auth = { mode: 'accounts', url: 'https://wiki.example', network: { port: 8443, cidrs: ['192.0.2.0/24'] } }
  const found = async (providers: object[]) =>
    edges(await render({ values: { auth: { ...auth, providers } } })).filter((edge) => edge.startsWith('api →'))
  assert.deepEqual(await found([]), ['api → any:53', 'api → database:postgresql'])
  assert.deepEqual(await found([provider]), ['api → 192.0.2.0/24:8443', 'api → any:53', 'api → database:postgresql'])
})

test('with CloudNativePG only the API, other instances, the operator and Prometheus reach an instance', async () => {
  const found = edges(await render({ values: { database: { mode: 'cnpg' } } }))
  assert.deepEqual(
    found.filter((edge) => edge.includes('instances')),
    [
      'api → instances:5432',
      'instances → any:443',
      'instances → any:53',
      'instances → any:6443',
      'instances → instances:5432',
      'instances → instances:8000',
      'operator → instances:5432',
      'operator → instances:8000',
      'prometheus → instances:9187',
    ],
  )
})

test('every pod is denied everything by default', async () => {
  for (const values of [{}, { database: { mode: 'cnpg' } }] satisfies Values[]) {
    const manifests = await render({ values })
    const deny = manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'wiki-deny')
    assert.equal(deny?.spec?.ingress ?? deny?.spec?.egress, undefined)
    for (const pod of pods(manifests)) assert.ok(selects(deny?.spec?.podSelector?.matchLabels, pod.labels), pod.owner)
  }
})

test('there are no policies if they are switched off', async () => {
  const manifests = await render({ values: { networkPolicy: { enabled: false } } })
  assert.deepEqual(
    manifests.filter(({ kind }) => kind === 'NetworkPolicy'),
    [],
  )
})

/** Who may open a connection to whom: an edge between two components needs an egress rule and an ingress rule. */
function edges(manifests: readonly Manifest[]): string[] {
  const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy')
  const rules = policies.flatMap(({ spec }) => {
    const own = nameOf(spec?.podSelector?.matchLabels) ?? ''
    return [
      ...(spec?.egress ?? []).map(({ ports, to }) => ({
        from: [own],
        to: names(to),
        ports: ports ?? [],
        egress: true,
      })),
      ...(spec?.ingress ?? []).map(({ ports, from }) => ({
        from: names(from),
        to: [own],
        ports: ports ?? [],
        egress: false,
      })),
    ]
  })
  const spelt = rules.flatMap(({ from, to, ports, egress }) =>
    from.flatMap((one) =>
      to.flatMap((other) => ports.map(({ port }) => ({ egress, edge: `${one} → ${other}:${port}` }))),
    ),
  )
  const side = (egress: boolean) => new Set(spelt.filter((rule) => rule.egress === egress).map(({ edge }) => edge))
  const [out, into] = [side(true), side(false)]
  const outside = /^(any|other|operator) →|→ (any:|other:|[\d.]+\/)/
  const open = [...new Set([...out, ...into])].filter((edge) => {
    const allowed = into.has(edge) || into.has(edge.replace(/^\w+/, 'any'))
    return outside.test(edge) || (out.has(edge) && allowed)
  })
  const halves = [...into].filter((edge) => !outside.test(edge) && !out.has(edge))
  assert.deepEqual(halves, [], 'an ingress rule that no egress rule answers')
  return open.toSorted()
}

function names(peers: readonly Record<string, unknown>[] | undefined): string[] {
  return (peers ?? [{ podSelector: { matchLabels: { [component]: 'any' } } }]).map((peer) => {
    const { podSelector, ipBlock } = peer as { podSelector?: { matchLabels?: Labels }; ipBlock?: { cidr: string } }
    return nameOf(podSelector?.matchLabels) ?? ipBlock?.cidr ?? 'other'
  })
}

/** CloudNativePG labels its pods differently. */
function nameOf(labels: Labels = {}): string | undefined {
  if (Object.hasOwn(labels, 'cnpg.io/cluster')) return 'instances'
  return labels[component] ?? (labels['app.kubernetes.io/name'] === 'cloudnative-pg' ? 'operator' : undefined)
}

function selects(selector: Labels | undefined, labels: Labels): boolean {
  return selector !== undefined && Object.entries(selector).every(([key, value]) => labels[key] === value)
}
