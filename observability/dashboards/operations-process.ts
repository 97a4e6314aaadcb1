import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common'
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline'
import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'
import { aggregate, secondsSince } from '../promql/combine.ts'
import { foreign } from '../promql/metrics.ts'
import { foreignMetric, latest, rate } from '../promql/select.ts'
import { matching } from '../promql/vector.ts'
import { datasource, minimumInterval, query, stat, steps, timeSeries } from './panels.ts'

const window = '$__rate_interval'
const chosenPods = { pod: matching('$pod') }

export function firingAlerts() {
  const firing = foreignMetric(foreign.alerts, { alertname: matching('Wiki.+'), alertstate: 'firing' })
  return new StateTimelineBuilder()
    .title('Alerts firing')
    .description('When which alert fired. Empty is good, if Prometheus loads the rules.')
    .datasource(datasource)
    .interval(minimumInterval)
    .noValue('no alert fires')
    .showValue(VisibilityMode.Never)
    .thresholds(
      steps([
        [null, 'green'],
        [1, 'red'],
      ]),
    )
    .targets([
      query(aggregate('max', firing, ['alertname', 'severity']), 0)
        .legendFormat('{{alertname}} ({{severity}})')
        .range(),
    ])
}

export function versions() {
  return stat(
    { title: 'Versions running', description: 'Number of replicas per version of the service.', unit: 'none' },
    {
      legend: '{{version}} {{revision}} on Node.js {{node}}',
      vector: aggregate('count', latest(catalogue.buildInfo), ['version', 'revision', 'node']),
    },
  )
}

export function uptime() {
  return stat(
    {
      title: 'Running for',
      description: 'Age of each process. An unexpectedly young process has crashed.',
      unit: 's',
    },
    {
      legend: '{{pod}}',
      vector: aggregate('min', secondsSince(latest(catalogue.processStart, chosenPods)), ['pod']),
    },
  )
}

export function eventLoopDelay() {
  return timeSeries(
    {
      title: 'Event loop delay, p99',
      description: 'Delay of the next task in the process. Clients notice more than 0.1 s.',
      unit: 's',
    },
    [{ legend: '{{pod}}', vector: aggregate('max', latest(catalogue.eventLoopDelay, chosenPods), ['pod']) }],
  )
}

export function cpu() {
  return timeSeries(
    { title: 'CPU by pod', description: 'Cores in use; one process uses little more than one.', unit: 'none' },
    [{ legend: '{{pod}}', vector: aggregate('sum', rate(catalogue.processCpu, window, chosenPods), ['pod']) }],
  )
}

export function memory() {
  return timeSeries(
    {
      title: 'Memory by pod',
      description: 'Resident memory of the process, and the part used by the heap of V8.',
      unit: 'bytes',
    },
    [
      {
        legend: '{{pod}} resident',
        vector: aggregate('sum', latest(catalogue.processMemory, chosenPods), ['pod']),
      },
      { legend: '{{pod}} heap', vector: aggregate('sum', latest(catalogue.heapUsed, chosenPods), ['pod']) },
    ],
  )
}

export function markdownJobs() {
  return timeSeries(
    {
      title: 'Markdown jobs per second by outcome',
      description:
        'Texts rendered, read for links, words or sections, merged or compared in threads. too_slow: the text exceeds a limit; busy: the threads have too many texts.',
      unit: 'suffix:/s',
    },
    [
      {
        legend: '{{kind}} {{outcome}}',
        vector: aggregate('sum', rate(catalogue.markdownJobs, window, chosenPods), ['kind', 'outcome']),
      },
    ],
  )
}

export function heldMemory() {
  return timeSeries(
    {
      title: 'Memory held for clients',
      description:
        'Memory of connections, and of data that clients have sent or not read yet. Near the maximum, clients at a standstill are closed.',
      unit: 'bytes',
    },
    [
      {
        legend: '{{pod}} {{kind}}',
        vector: aggregate('sum', latest(catalogue.heldMemory, chosenPods), ['pod', 'kind']),
      },
    ],
  )
}

export function evictions() {
  return timeSeries(
    {
      title: 'Clients evicted',
      description:
        'Requests or connections ended to free memory: too many connections, memory that others need, or clients at a standstill.',
      unit: 'reqps',
    },
    [
      {
        legend: '{{reason}}',
        vector: aggregate('sum', rate(catalogue.clientsEvicted, window, chosenPods), ['reason']),
      },
    ],
  )
}
