import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'
import { aggregate, divide, keepWhere, orZero, quantile } from '../promql/combine.ts'
import { bucketRate, countRate, latest, rate, sumRate } from '../promql/select.ts'
import { matching } from '../promql/vector.ts'
import { timeSeries } from './panels.ts'

const window = '$__rate_interval'
const chosenPods = { pod: matching('$pod') }

export function batchSize() {
  const batches = aggregate('sum', countRate(catalogue.batchSize, window, chosenPods), ['statement'])
  const requests = aggregate('sum', sumRate(catalogue.batchSize, window, chosenPods), ['statement'])
  return timeSeries(
    {
      title: 'Requests per batch',
      description: 'How many requests shared one statement, on average. Grows with load; 128 is the limit.',
      unit: 'none',
      noValue: 'no statements yet',
    },
    [{ legend: '{{statement}}', vector: divide(requests, keepWhere(batches, '>', 0)) }],
  )
}

export function batchDuration() {
  const buckets = aggregate('sum', bucketRate(catalogue.batchDuration, window, chosenPods), ['statement', 'le'])
  return timeSeries(
    {
      title: 'Time of a batch, p99',
      description: 'From the dispatch of a statement to its answer, retries included. No line while there are none.',
      unit: 's',
      noValue: 'no statements yet',
    },
    [{ legend: '{{statement}}', vector: quantile(0.99, buckets) }],
  )
}

export function batchQueue() {
  return timeSeries(
    {
      title: 'Requests queued for a batch',
      description: 'Grows when requests arrive faster than the database answers. Bounded; further requests get 503.',
      unit: 'none',
    },
    [{ legend: '{{statement}}', vector: aggregate('sum', latest(catalogue.batchQueue, chosenPods), ['statement']) }],
  )
}

export function poolUse() {
  return timeSeries(
    { title: 'Busy database connections by pod', description: 'The limit is that of one pod.', unit: 'none' },
    [
      {
        legend: '{{pod}}',
        vector: aggregate('sum', latest(catalogue.databaseConnections, { state: 'busy', ...chosenPods }), ['pod']),
      },
      {
        legend: 'limit',
        vector: aggregate('max', latest(catalogue.databaseConnectionsMaximum, chosenPods)),
        color: 'text',
      },
    ],
  )
}

export function poolWaiting() {
  return timeSeries(
    {
      title: 'Waiting for a connection by pod',
      description: 'Callers that wait for a connection of the pool. Alert WikiPoolExhausted when it stays above 0.',
      unit: 'none',
    },
    [{ legend: '{{pod}}', vector: aggregate('sum', latest(catalogue.databaseWaiting, chosenPods), ['pod']) }],
  )
}

export function connects() {
  const outcomes = [
    { outcome: 'ok', color: 'green' },
    { outcome: 'failed', color: 'red' },
  ]
  return timeSeries(
    {
      title: 'Connects to the database per second',
      description: 'Attempts by outcome. A steady rate of ok means that connections are lost continuously.',
      unit: 'suffix:/s',
    },
    outcomes.map(({ outcome, color }) => ({
      legend: outcome,
      color,
      vector: orZero(aggregate('sum', rate(catalogue.databaseConnects, window, { outcome, ...chosenPods }))),
    })),
  )
}

export function retries() {
  return timeSeries(
    {
      title: 'Statements retried per second by reason',
      description: 'Failures that clients noticed only as a delay: each statement was retried within the deadline.',
      unit: 'suffix:/s',
    },
    [
      {
        legend: '{{reason}}',
        vector: aggregate('sum', rate(catalogue.databaseRetries, window, chosenPods), ['reason']),
      },
    ],
  )
}
