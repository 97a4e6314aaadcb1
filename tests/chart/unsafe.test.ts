import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Values } from './render.ts'
import { chart, refusal, render, run } from './render.ts'
import { helm } from './programs.ts'

const refused: readonly (readonly [string, Values, RegExp])[] = [
  [
    'a budget that keeps the only replica where it is',
    { fastapi: { replicaCount: 1, podDisruptionBudget: { minAvailable: 1, maxUnavailable: null } } },
    /minAvailable: 1 of 1 replica\(s\) would block the drain/,
  ],
  [
    'a budget that lets no replica go',
    { fastapi: { podDisruptionBudget: { maxUnavailable: 0 } } },
    /maxUnavailable: 0 would block the drain/,
  ],
  [
    'a budget of everything',
    { fastapi: { podDisruptionBudget: { minAvailable: '100%', maxUnavailable: null } } },
    /minAvailable: 100% would block/,
  ],
  [
    'a share of one replica, which is rounded up',
    { fastapi: { replicaCount: 1, podDisruptionBudget: { minAvailable: '10%', maxUnavailable: null } } },
    /minAvailable: 10% of one replica would block/,
  ],
  [
    'two budgets',
    { fastapi: { podDisruptionBudget: { minAvailable: 1 } } },
    /has both minAvailable and maxUnavailable/,
  ],
  [
    'an autoscaler whose least is more than its most',
    { fastapi: { autoscaling: { enabled: true, minReplicas: 6, maxReplicas: 3 } } },
    /minReplicas is larger than maxReplicas/,
  ],
  [
    'a variable of the chart, twice',
    { fastapi: { extraEnv: [{ name: 'PGHOST', value: 'x' }] } },
    /PGHOST is set by the chart/,
  ],
  [
    'an external database that nothing tells about',
    { database: { mode: 'external' } },
    /existingSecret must name the Secret/,
  ],
  [
    'an external database’s Secret without the mode',
    { database: { external: { existingSecret: 'rds' } } },
    /set database\.mode to external/,
  ],
  [
    'a password for a database that is not bundled',
    { database: { mode: 'cnpg', bundled: { password: 'x' } } },
    /bundled\.password or existingSecret is set, but database\.mode is cnpg/,
  ],
  [
    'two passwords',
    { database: { bundled: { password: 'x', existingSecret: 'y' } } },
    /password and database\.bundled\.existingSecret are both set/,
  ],
  ['a superuser for the service', { database: { user: 'postgres' } }, /postgres is the superuser/],
  ['a database of PostgreSQL itself', { database: { name: 'template1' } }, /template1 is PostgreSQL's own/],
  [
    'connections set past the check of connections',
    { database: { bundled: { parameters: { max_connections: 10 } } } },
    /use database\.maxConnections/,
  ],
  [
    'dashboards without data',
    { prometheus: { mode: 'none' } },
    /tell Grafana where its data is with grafana\.prometheusUrl/,
  ],
  ['a route of no Gateway', { httpRoute: { enabled: true } }, /httpRoute\.enabled needs httpRoute\.parentRefs/],
  ['Grafana’s path for the API', { routes: { apiPaths: ['/', '/grafana'] } }, /which leads to Grafana/],
]

for (const [what, values, message] of refused)
  test(`refuses ${what}`, async () => {
    assert.match((await refusal(values)) ?? 'accepted', message)
  })

test('reports every problem at once', async () => {
  const message = (await refusal({ replicas: 3, prometheus: { enabled: false }, httpRoute: { enabled: true } })) ?? ''
  for (const part of [/fastapi\.replicaCount/, /prometheus\.mode/, /parentRefs/]) assert.match(message, part)
})

test('accepts what only looks unsafe', async () => {
  for (const values of [
    { fastapi: { replicaCount: 1 } },
    { fastapi: { replicaCount: 0 } },
    { fastapi: { replicaCount: 3, podDisruptionBudget: { minAvailable: 2, maxUnavailable: null } } },
    { fastapi: { podDisruptionBudget: { enabled: false } } },
    { routes: { apiPaths: ['/', '/grafana'] }, grafana: { enabled: false } },
  ])
    await render({ values })
})

const warned: readonly (readonly [Values, RegExp])[] = [
  [{}, /default password admin/],
  [{ fastapi: { image_name: 'reg.example:5000/wiki' } }, /names no fixed version/],
  [{ fastapi: { image_name: 'wiki:latest' } }, /names no fixed version/],
  [{ fastapi: { replicaCount: 1 } }, /the wiki is down whenever its node or pod is/],
  [{ fastapi: { drainSeconds: 1 } }, /endpoints may send requests to a replica that has stopped/],
  [{ grafana: { anonymousViewer: true } }, /Everybody who reaches \/grafana/],
  [{ networkPolicy: { enabled: false } }, /Without NetworkPolicies/],
  [{ database: { bundled: { password: 'x' } } }, /password is in the values/],
  [{ database: { bundled: { backup: { enabled: false } } } }, /one volume without backups/],
  [
    { database: { mode: 'external', external: { existingSecret: 'x', sslMode: 'require' } } },
    /does not prove that the server is yours/,
  ],
]

test('only a risky choice causes a warning after the installation', async () => {
  const calm = {
    fastapi: { image_name: 'wiki:1' },
    grafana: { admin: { existingSecret: 'x' } },
    database: { mode: 'external', external: { existingSecret: 'y' } },
  }
  assert.doesNotMatch(await notes(calm), /Note:/)
  for (const [values, warning] of warned) assert.match(await notes(values), warning)
})

test('the notes name the places to look at, never a password', async () => {
  const text = await notes({
    routes: { hosts: ['wiki.example'] },
    ingress: { tls: [{ hosts: ['wiki.example'] }] },
    grafana: { admin: { password: 'hunter2' } },
  })
  assert.match(text, /https:\/\/wiki\.example\/docs/)
  assert.match(text, /https:\/\/wiki\.example\/grafana\/d\/creation-dashboard-678\/creation/)
  assert.doesNotMatch(text, /hunter2/)
})

async function notes(values: Values): Promise<string> {
  const text = await run(
    await helm(),
    ['install', 'wiki', chart, '--dry-run=client', '--values', '-'],
    JSON.stringify(values),
  )
  return text.slice(text.indexOf('NOTES:'))
}
