import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { job } from '../../observability/promql/metrics.ts'
import { createDatabase, startServer } from '../../wiki-service/test/support/postgres.ts'
import { creationPanel } from './committed.ts'
import { eventually } from './eventually.ts'
import { hastyRules } from './hasty-rules.ts'
import { program, without } from './program.ts'
import type { Prometheus } from './prometheus-server.ts'
import { startPrometheus } from './prometheus-server.ts'
import type { Replica } from './replica.ts'
import { startReplica } from './replica.ts'

const prometheusProgram = program('PROMETHEUS', 'prometheus')
const skip = without(prometheusProgram, 'PROMETHEUS', 'prometheus')

const users = 3
const rateInterval = '15s'
const scope = new AsyncDisposableStack()
let database: Awaited<ReturnType<typeof startServer>>
let replica: Replica
let prometheus: Prometheus

before(
  async () => {
    if (prometheusProgram === undefined) return
    database = scope.use(await startServer())
    const { url } = await createDatabase({ on: database })
    replica = scope.use(await startReplica(url, { REQUEST_DEADLINE_SECONDS: '6', READINESS_GRACE_SECONDS: '1' }))
    prometheus = scope.use(
      await startPrometheus(
        prometheusProgram,
        {
          // While the database is down, a scrape waits 2 s for it.
          global: { scrape_interval: '2500ms', scrape_timeout: '2500ms', evaluation_interval: '500ms' },
          scrape_configs: [
            {
              job_name: job,
              static_configs: [{ targets: [replica.address], labels: { namespace: 'wiki', pod: 'wiki-api-0' } }],
            },
          ],
        },
        hastyRules(),
      ),
    )
    for (let index = 0; index < users; index += 1) await createUser()
    await eventually('a scrape after that', async () => (await shown('Users created in total', 'A')) === users)
  },
  { timeout: 120_000 },
)

after(async () => scope.disposeAsync())

test('a healthy service fires no alert', { skip }, async () => {
  await eventually('nothing fires', async () => (await firing()).length === 0)
})

test('without the database the alerts fire, and the totals remain', { skip }, async () => {
  await database.stop()
  const expected = ['WikiDatabaseDown', 'WikiErrorRateHigh', 'WikiNoReadyReplica']
  assert.deepEqual(await Promise.all([createUser(), createUser()]), [503, 503])
  await eventually('the alerts fire', async () => {
    const names = await firing()
    return expected.every((name) => names.includes(name))
  })
  assert.equal(await shown('Users created in total', 'A'), users)
  assert.equal(await shown('Database', 'A'), 0)
  assert.ok(((await shown('Share of requests that failed', 'A')) ?? 0) > 0.5)
  assert.ok(((await shown('Requests per second by status', 'C')) ?? 0) > 0)
})

test('once the database is back, its alerts end', { skip }, async () => {
  await database.start()
  await eventually('they end', async () => {
    const names = await firing()
    return !names.includes('WikiDatabaseDown') && !names.includes('WikiNoReadyReplica')
  })
  assert.equal(await createUser(), 200)
})

test('when the last process has ended, the API is down', { skip }, async () => {
  await replica[Symbol.asyncDispose]()
  await eventually('the alert fires', async () => (await firing()).includes('WikiApiDown'))
  assert.equal(await shown('Replicas', 'A'), 0)
})

async function createUser(): Promise<number> {
  return replica.post('/users', { name: 'somebody' })
}

async function firing(): Promise<readonly string[]> {
  return (await prometheus.firing()).map(({ name }) => name)
}

async function shown(title: string, refId: string): Promise<number | undefined> {
  return (await prometheus.query(creationPanel(title, refId, rateInterval)))[0]?.value
}
