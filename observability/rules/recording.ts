import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'
import { aggregate, divide, quantile } from '../promql/combine.ts'
import { bucketRate, countRate } from '../promql/select.ts'
import { clientRoutes, serverErrors } from '../promql/traffic.ts'
import type { Vector } from '../promql/vector.ts'
import { operand } from '../promql/vector.ts'

export interface Recorded<Label extends string> {
  readonly name: string
  readonly expression: Vector<Label>
  /** The recorded series, for use in other expressions. */
  readonly vector: Vector<Label>
}

const requests = aggregate('sum', countRate(catalogue.requestDuration, '5m', clientRoutes), ['namespace'])
const errors = aggregate('sum', countRate(catalogue.requestDuration, '5m', { ...clientRoutes, ...serverErrors }), [
  'namespace',
])

/**
 * Share (0 to 1) of clients' requests (without probes and scrapes) answered 5xx; empty while there was no such answer.
 */
export const errorShare = record('namespace:http_request_errors:ratio_rate5m', divide(errors, requests))

/** Seconds within which 99 of 100 client requests were answered. */
export const latencyP99 = record(
  'namespace:http_request_duration_seconds:p99_rate5m',
  quantile(0.99, aggregate('sum', bucketRate(catalogue.requestDuration, '5m', clientRoutes), ['namespace', 'le'])),
)

export const recordingRules: readonly Recorded<string>[] = [errorShare, latencyP99]

function record<Label extends string>(name: string, expression: Vector<Label>): Recorded<Label> {
  return { name, expression, vector: operand(name) }
}
