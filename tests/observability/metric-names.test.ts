import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'
import { dashboardExpressions, dashboardFiles, ruleExpressions } from './committed.ts'
import { problems } from './promql-problems.ts'

for (const { where, promql } of [
  ...dashboardFiles.flatMap((file) => dashboardExpressions(file, '1m')),
  ...ruleExpressions(),
]) {
  test(`${where} uses only existing series and valid aggregations`, () => {
    assert.deepEqual(problems(promql), [], promql)
  })
}

const wrong: Readonly<Record<string, string>> = {
  'max(users_create_total{job="wiki-api"})': 'users_create_total is not in the catalogue',
  'sum(users_created_total{job="wiki-api"})': 'users_created_total is aggregated with sum instead of max',
  'posts_created_total{job="wiki-api"}': 'posts_created_total is aggregated with nothing instead of max',
  'sum(max by (pod) (rate(posts_created_total{job="wiki-api"}[1m])))':
    'posts_created_total is aggregated with max, sum instead of max',
  'database_up{job="wiki-api",path="/"}': 'database_up has no label path',
  database_up: 'database_up is not narrowed to the job',
  'sum by (le) (rate(http_request_duration_seconds_count{job="wiki-api"}[1m]))': 'nothing there has the label le',
  'rate(wiki_ready{job="wiki-api"}[1m])': 'rate of the gauge wiki_ready',
  'sum(process_cpu_seconds_total{job="wiki-api"})': 'process_cpu_seconds_total without a rate',
  'sum(database_up{job="wiki-api"}': 'does not parse at 31',
}

for (const [promql, problem] of Object.entries(wrong)) {
  test(`this check finds: ${problem}`, () => assert.deepEqual(problems(promql), [problem]))
}

test('no metric has a label that Prometheus sets itself', () => {
  const own = new Set(['job', 'instance', 'namespace', 'pod'])
  const metrics = Object.values(catalogue).map(({ name, labels }) => ({ name, labels: labels as readonly string[] }))
  assert.deepEqual(
    metrics.filter(({ labels }) => labels.some((label) => own.has(label))),
    [],
  )
})
