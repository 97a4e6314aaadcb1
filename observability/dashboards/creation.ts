import { GraphThresholdsStyleConfigBuilder, GraphThresholdsStyleMode } from '@grafana/grafana-foundation-sdk/common'
import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'
import { aggregate, divide, keepWhere, orZero, quantile } from '../promql/combine.ts'
import { foreign } from '../promql/metrics.ts'
import { bucketRate, clusterTotal, clusterTotalRate, countRate, foreignMetric, latest } from '../promql/select.ts'
import { clientRoutes, serverErrors } from '../promql/traffic.ts'
import type { Vector } from '../promql/vector.ts'
import { matching } from '../promql/vector.ts'
import { board } from './board.ts'
import { stat, steps, timeSeries, upOrDown } from './panels.ts'

const window = '$__rate_interval'
const usersColor = 'blue'
const postsColor = 'orange'

/** What the wiki does right now: the dashboard to open first. */
export const creation = board(
  {
    uid: 'creation-dashboard-678',
    title: 'Creation',
    description: 'Users and posts created, and the health of the wiki.',
  },
  [
    [
      { panel: creationRate(), width: 16, height: 10 },
      [
        { panel: usersInTotal(), width: 4, height: 5 },
        { panel: replicasReady(), width: 4, height: 5 },
      ],
      [
        { panel: postsInTotal(), width: 4, height: 5 },
        { panel: database(), width: 4, height: 5 },
      ],
    ],
    [
      { panel: requestsByStatus(), width: 8, height: 9 },
      { panel: errorShare(), width: 8, height: 9 },
      { panel: latency(), width: 8, height: 9 },
    ],
    [
      { panel: replicas(), width: 8, height: 9 },
      { panel: clientConnections(), width: 8, height: 9 },
      { panel: databaseConnections(), width: 8, height: 9 },
    ],
  ],
)

function creationRate() {
  return timeSeries(
    {
      title: 'Users and posts created per second',
      description:
        'Users and posts created per second in the whole wiki, averaged over at least the latest four scrapes. ' +
        'Every replica exports the total of all, so this is their maximum, not their sum.',
      unit: 'suffix:/s',
    },
    [
      { legend: 'users', vector: orZero(clusterTotalRate(catalogue.usersCreated, window)), color: usersColor },
      { legend: 'posts', vector: orZero(clusterTotalRate(catalogue.postsCreated, window)), color: postsColor },
    ],
  )
}

function usersInTotal() {
  return stat(
    { title: 'Users created in total', description: 'Users ever created; deletions do not lower it.', unit: 'locale' },
    { legend: 'users', vector: clusterTotal(catalogue.usersCreated), color: usersColor },
  )
}

function postsInTotal() {
  return stat(
    { title: 'Posts created in total', description: 'Posts ever created; deletions do not lower it.', unit: 'locale' },
    { legend: 'posts', vector: clusterTotal(catalogue.postsCreated), color: postsColor },
  )
}

function replicasReady() {
  return stat(
    { title: 'Replicas ready', description: 'Processes of the API that currently accept requests.', unit: 'none' },
    { legend: 'ready', vector: aggregate('sum', latest(catalogue.ready)) },
  ).thresholds(
    steps([
      [null, 'red'],
      [1, 'green'],
    ]),
  )
}

function database() {
  return stat(
    { title: 'Database', description: 'Whether every replica reaches PostgreSQL.', unit: 'none' },
    { legend: 'database', vector: aggregate('min', latest(catalogue.databaseUp)) },
  ).mappings([upOrDown('up', 'down')])
}

function requestsByStatus() {
  return timeSeries(
    {
      title: 'Requests per second by status',
      description: 'Requests of clients by status class, without health probes and scrapes.',
      unit: 'reqps',
    },
    [
      { legend: 'answered (2xx, 3xx)', vector: requests('2..|3..'), color: 'green' },
      { legend: 'refused (4xx)', vector: requests('4..'), color: 'yellow' },
      { legend: 'failed (5xx)', vector: requests('5..'), color: 'red' },
    ],
  )
}

function errorShare() {
  const errors = aggregate('sum', countRate(catalogue.requestDuration, window, { ...clientRoutes, ...serverErrors }))
  const all = aggregate('sum', countRate(catalogue.requestDuration, window, clientRoutes))
  return timeSeries(
    {
      title: 'Share of requests that failed',
      description:
        'Share of 5xx among all answers to clients. 0 % without requests. The dashed line is the alert, 1 %.',
      unit: 'percentunit',
    },
    [{ legend: 'failed (5xx)', vector: orZero(divide(errors, keepWhere(all, '>', 0))), color: 'red' }],
  )
    .axisSoftMax(0.02)
    .thresholds(
      steps([
        [null, 'transparent'],
        [0.01, 'red'],
      ]),
    )
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
}

function latency() {
  return timeSeries(
    {
      title: 'Time to answer',
      description:
        'Half of the client requests were answered within p50, 99 of 100 within p99. No line without requests.',
      unit: 's',
      noValue: 'no requests yet',
    },
    [
      { legend: 'p50', vector: answeredWithin(0.5), color: 'green' },
      { legend: 'p99', vector: answeredWithin(0.99), color: 'purple' },
    ],
  )
}

function replicas() {
  return timeSeries(
    {
      title: 'Replicas',
      description: 'Pods of the API that Prometheus reaches, those that are ready, and those that reach the database.',
      unit: 'none',
    },
    [
      { legend: 'running', vector: aggregate('sum', foreignMetric(foreign.up)), color: 'blue' },
      { legend: 'ready', vector: aggregate('sum', latest(catalogue.ready)), color: 'green' },
      { legend: 'with database', vector: aggregate('sum', latest(catalogue.databaseUp)), color: 'orange' },
    ],
  )
    .fillOpacity(0)
    .decimals(0)
    .axisSoftMax(2)
}

function clientConnections() {
  return timeSeries(
    {
      title: 'Connections of clients',
      description:
        'Open HTTP connections of all replicas, and requests not answered yet. The scrape itself is one of each; the ingress keeps some open.',
      unit: 'none',
    },
    [
      { legend: 'open', vector: aggregate('sum', latest(catalogue.openConnections)), color: 'blue' },
      { legend: 'requests in flight', vector: aggregate('sum', latest(catalogue.requestsInFlight)), color: 'orange' },
    ],
  ).decimals(0)
}

function databaseConnections() {
  return timeSeries(
    {
      title: 'Connections to the database',
      description:
        'Of all replicas. Waiting above 0 for minutes means that the pools are too small or statements too slow.',
      unit: 'none',
    },
    [
      { legend: 'busy', vector: poolConnections('busy'), color: 'orange' },
      { legend: 'idle', vector: poolConnections('idle'), color: 'green' },
      { legend: 'waiting', vector: aggregate('sum', latest(catalogue.databaseWaiting)), color: 'red' },
      { legend: 'limit', vector: aggregate('sum', latest(catalogue.databaseConnectionsMaximum)), color: 'text' },
    ],
  ).decimals(0)
}

function requests(status: string): Vector<never> {
  const where = { ...clientRoutes, status: matching(status) }
  return orZero(aggregate('sum', countRate(catalogue.requestDuration, window, where)))
}

function answeredWithin(share: number): Vector<never> {
  return quantile(share, aggregate('sum', bucketRate(catalogue.requestDuration, window, clientRoutes), ['le']))
}

function poolConnections(state: 'busy' | 'idle'): Vector<never> {
  return aggregate('sum', latest(catalogue.databaseConnections, { state }))
}
