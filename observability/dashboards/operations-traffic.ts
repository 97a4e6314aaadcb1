import { PanelBuilder as HeatmapBuilder, HeatmapColorMode } from '@grafana/grafana-foundation-sdk/heatmap'
import { HeatmapColorOptionsBuilder, YAxisConfigBuilder } from '@grafana/grafana-foundation-sdk/heatmap'
import { PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'
import { aggregate } from '../promql/combine.ts'
import { bucketRate, countRate, latest, rate } from '../promql/select.ts'
import { clientRoutes } from '../promql/traffic.ts'
import { matching } from '../promql/vector.ts'
import { datasource, minimumInterval, query, timeSeries } from './panels.ts'

const window = '$__rate_interval'
const chosenPods = { pod: matching('$pod') }

/** One heatmap per pod: the panel repeats over the variable. */
export function latencyHeatmap() {
  const buckets = bucketRate(catalogue.requestDuration, window, { ...clientRoutes, ...chosenPods })
  return new HeatmapBuilder()
    .title('Time to answer: $pod')
    .description('Client requests per second by the time to answer, without health probes and scrapes.')
    .datasource(datasource)
    .interval(minimumInterval)
    .repeat('pod')
    .repeatDirection('h')
    .maxPerRow(3)
    .unit('reqps')
    .noValue('no requests yet')
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Turbo').exponent(0.5).steps(64))
    .yAxis(new YAxisConfigBuilder().unit('s'))
    .targets([
      query(aggregate('sum', buckets, ['le']), 0)
        .format(PromQueryFormat.Heatmap)
        .legendFormat('{{le}}')
        .range(),
    ])
}

export function requestsByRoute() {
  return timeSeries(
    {
      title: 'Requests per second by route',
      description: 'Of the selected pods, without health probes and scrapes.',
      unit: 'reqps',
    },
    [
      {
        legend: '{{method}} {{route}}',
        vector: aggregate('sum', countRate(catalogue.requestDuration, window, { ...clientRoutes, ...chosenPods }), [
          'method',
          'route',
        ]),
      },
    ],
  )
}

export function inFlight() {
  return timeSeries(
    {
      title: 'Requests in flight by pod',
      description: 'Received but not answered yet, including the scrape itself.',
      unit: 'none',
    },
    [{ legend: '{{pod}}', vector: aggregate('sum', latest(catalogue.requestsInFlight, chosenPods), ['pod']) }],
  )
}

export function refused() {
  return timeSeries(
    { title: 'Requests refused per second by reason', description: 'Answered 503 with Retry-After.', unit: 'reqps' },
    [
      {
        legend: '{{reason}}',
        vector: aggregate('sum', rate(catalogue.requestsRefused, window, chosenPods), ['reason']),
      },
    ],
  )
}
