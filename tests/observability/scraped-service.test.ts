import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { job } from '../../observability/promql/metrics.ts'
import { createDatabase } from '../../wiki-service/test/support/postgres.ts'
import { startClusterExporter } from './cluster-exporter.ts'
import { creationPanel, dashboardExpressions, dashboardFiles, ruleExpressions } from './committed.ts'
import { eventually } from './eventually.ts'
import { hastyRules } from './hasty-rules.ts'
import { program, without } from './program.ts'
import type { Prometheus } from './prometheus-server.ts'
import { startPrometheus } from './prometheus-server.ts'
import { startReplica } from './replica.ts'

const prometheusProgram = program('PROMETHEUS', 'prometheus')
const skip = without(prometheusProgram, 'PROMETHEUS', 'prometheus')

const users = 30
const posts = 45
const rateInterval = '3s'
const namespace = 'wiki'
const scope = new AsyncDisposableStack()
let prometheus: Prometheus
let started: number
let loaded: number

before(
  async () => {
    if (prometheusProgram === undefined) return
    const database = scope.use(await createDatabase())
    const replicas = [scope.use(await startReplica(database.url)), scope.use(await startReplica(database.url))] as const
    const exporter = scope.use(await startClusterExporter(namespace))
    prometheus = scope.use(
      await startPrometheus(
        prometheusProgram,
        {
          global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
          scrape_configs: [
            {
              job_name: job,
              static_configs: replicas.map(({ address }, index) => ({
                targets: [address],
                labels: { namespace, pod: `wiki-api-${index}` },
              })),
            },
            { job_name: 'cluster', honor_labels: true, static_configs: [{ targets: [exporter.address] }] },
          ],
        },
        hastyRules(),
      ),
    )
    await eventually('both replicas scraped twice', async () => {
      const counts = await prometheus.query(`count_over_time(up{job="${job}"}[1m])`)
      return counts.length === 2 && counts.every(({ value }) => value >= 2)
    })
    started = Date.now() / 1000
    for (let index = 0; index < users; index += 1) {
      assert.equal(await replicas[index % 2 === 0 ? 0 : 1].post('/users', { name: `user ${index}` }), 200)
    }
    for (let index = 0; index < posts; index += 1) {
      const post = { user_id: 1 + (index % users), content: `post ${index}` }
      assert.equal(await replicas[index % 3 === 0 ? 0 : 1].post('/posts', post), 200)
    }
    assert.equal(await replicas[0].get('/users'), 200)
    assert.equal(await replicas[1].get('/user/1'), 200)
    assert.equal(await replicas[1].get('/user/999'), 404)
    assert.equal(await replicas[0].post('/users', {}), 422)
    const done = Date.now() / 1000
    await eventually('both replicas scraped after that', async () => {
      const [oldest] = await prometheus.query(`min(timestamp(up{job="${job}"}))`)
      return oldest !== undefined && oldest.value > done
    })
    loaded = Date.now() / 1000
  },
  { timeout: 120_000 },
)

after(async () => scope.disposeAsync())

test('totals are those of the cluster, although every replica exports them', { skip }, async () => {
  assert.equal(await value(panel('Users created in total', 'A')), users)
  assert.equal(await value(panel('Posts created in total', 'A')), posts)
})

test('the rates add up to what was created', { skip }, async () => {
  await eventually('the rate has come down again', async () => {
    const now = await prometheus.query(panel('Users and posts created per second', 'B'))
    return now[0]?.value === 0
  })
  for (const [refId, created] of [
    ['A', users],
    ['B', posts],
  ] as const) {
    const rates = await prometheus.values(panel('Users and posts created per second', refId), started - 1, 0.1)
    const area = rates.reduce((sum, value) => sum + value * 0.1, 0)
    // Extrapolated to the window's ends, from the larger of two replicas: never doubled.
    assert.ok(area > created * 0.8 && area < created * 1.5, `${area} for ${created}`)
  }
})

for (const { where, promql } of dashboardFiles.flatMap((file) => dashboardExpressions(file, rateInterval))) {
  test(`${where} shows a number`, { skip }, async () => {
    const samples = await prometheus.query(promql, loaded)
    assert.ok(samples.length > 0, `nothing for ${promql}`)
    for (const { value } of samples) assert.ok(Number.isFinite(value) && value >= 0, `${value} for ${promql}`)
  })
}

for (const { where, promql } of ruleExpressions()) {
  test(`${where} evaluates`, { skip }, async () => {
    await prometheus.query(promql)
  })
}

test('requests are shown by status class', { skip }, async () => {
  const shown = await Promise.all(['A', 'B', 'C'].map((refId) => value(panel('Requests per second by status', refId))))
  const [answered, refused, failed] = shown
  assert.ok((answered ?? 0) > 0 && (refused ?? 0) > 0, String(shown))
  assert.equal(failed, 0)
})

test('both replicas are shown as ready and connected', { skip }, async () => {
  for (const refId of ['A', 'B', 'C']) assert.equal(await value(panel('Replicas', refId)), 2)
  assert.equal(await value(panel('Database', 'A')), 1)
})

test('the alerts about disk and backup fire, and nothing critical', { skip }, async () => {
  const expected = ['WikiBackupTooOld', 'WikiDiskFilling']
  await eventually('these fire', async () => {
    const names = new Set((await prometheus.firing()).map(({ name }) => name))
    return expected.every((name) => names.has(name))
  })
  assert.deepEqual(
    (await prometheus.firing()).filter(({ severity }) => severity === 'critical'),
    [],
  )
})

function panel(title: string, refId: string): string {
  return creationPanel(title, refId, rateInterval)
}

async function value(promql: string): Promise<number | undefined> {
  return (await prometheus.query(promql, loaded))[0]?.value
}
