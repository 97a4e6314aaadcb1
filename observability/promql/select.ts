import type { ClusterTotal, Foreign, ReplicaMetric } from './metrics.ts'
import { foreign } from './metrics.ts'
import type { LabelsOf, Vector, Where, Window } from './vector.ts'
import { operand, selector } from './vector.ts'

type Counter = Extract<ReplicaMetric, { type: 'counter' }>
type Gauge = Extract<ReplicaMetric, { type: 'gauge' }>
type Histogram = Extract<ReplicaMetric, { type: 'histogram' }>

/** The cluster's total: `max`, because every replica exports the same number. */
export function clusterTotal(metric: ClusterTotal): Vector<never> {
  return operand(`max(${selector(metric.name, true, {})})`)
}

/** Creations per second in the whole cluster: the `max` over the replicas, never their sum. */
export function clusterTotalRate(metric: ClusterTotal, window: Window): Vector<never> {
  return operand(`max(rate(${selector(metric.name, true, {})}[${window}]))`)
}

/** The latest value of a gauge, one series per replica. */
export function latest<Metric extends Gauge>(
  metric: Metric,
  where?: Where<LabelsOf<Metric>>,
): Vector<LabelsOf<Metric>> {
  return operand(selector(metric.name, true, where ?? {}))
}

/** The minimum of a gauge over all scrapes within the window. */
export function minimumOverTime<Metric extends Gauge>(metric: Metric, window: Window): Vector<LabelsOf<Metric>> {
  return operand(`min_over_time(${selector(metric.name, true, {})}[${window}])`)
}

/** Increase per second of a counter, one series per replica and label set. */
export function rate<Metric extends Counter>(
  metric: Metric,
  window: Window,
  where?: Where<LabelsOf<Metric>>,
): Vector<LabelsOf<Metric>> {
  return operand(`rate(${selector(metric.name, true, where ?? {})}[${window}])`)
}

/** Observations per second of a histogram. */
export function countRate<Metric extends Histogram>(
  metric: Metric,
  window: Window,
  where?: Where<LabelsOf<Metric>>,
): Vector<LabelsOf<Metric>> {
  return operand(`rate(${selector(`${metric.name}_count`, true, where ?? {})}[${window}])`)
}

/** Sum of a histogram's observations, per second. */
export function sumRate<Metric extends Histogram>(
  metric: Metric,
  window: Window,
  where?: Where<LabelsOf<Metric>>,
): Vector<LabelsOf<Metric>> {
  return operand(`rate(${selector(`${metric.name}_sum`, true, where ?? {})}[${window}])`)
}

/** Observations per second by bucket; `le` is the bucket's upper bound. */
export function bucketRate<Metric extends Histogram>(
  metric: Metric,
  window: Window,
  where?: Where<LabelsOf<Metric>>,
): Vector<LabelsOf<Metric> | 'le'> {
  return operand(`rate(${selector(`${metric.name}_bucket`, true, where ?? {})}[${window}])`)
}

/** A foreign metric, narrowed to its scrape job if it has one; `up` is narrowed to the API's pods. */
export function foreignMetric<Metric extends Foreign>(
  metric: Metric,
  where?: Where<LabelsOf<Metric>>,
): Vector<LabelsOf<Metric>> {
  const own = 'job' in metric ? { job: metric.job } : {}
  return operand(selector(metric.name, metric.name === foreign.up.name, { ...own, ...where }))
}
