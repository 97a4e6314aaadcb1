import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'
import { absent, aggregate, divide, either, keepIf, keepWhere, secondsSince } from '../promql/combine.ts'
import { foreign } from '../promql/metrics.ts'
import { foreignMetric, latest, minimumOverTime, rate } from '../promql/select.ts'
import type { Vector, Window } from '../promql/vector.ts'
import { matching } from '../promql/vector.ts'
import { errorShare, latencyP99 } from './recording.ts'

export interface Alert {
  /** The runbook is docs/runbooks/<name in kebab case>.md. */
  readonly name: `Wiki${string}`
  /** critical: wakes somebody at night. warning: somebody looks today. */
  readonly severity: 'critical' | 'warning'
  readonly expression: Vector<string>
  readonly for: Window
  readonly summary: string
  readonly description: string
}

const scraped = foreignMetric(foreign.up)
const namespacesOfWikis = aggregate('count', scraped, ['namespace'])
const backups = { cronjob: matching('.+-backup') }
const backupMaximumAgeSeconds = 26 * 60 * 60

function markdownJobs(where: { readonly outcome?: 'busy' }): Vector<'namespace'> {
  return aggregate('sum', rate(catalogue.markdownJobs, '5m', where), ['namespace'])
}

export const alerts: readonly Alert[] = [
  {
    name: 'WikiApiDown',
    severity: 'critical',
    expression: keepWhere(aggregate('max', scraped, ['namespace']), '==', 0),
    for: '1m',
    summary: 'No replica of the wiki API in {{ $labels.namespace }} answers',
    description: 'Prometheus knows the pods, but none of them has answered a scrape for a minute.',
  },
  {
    name: 'WikiScrapeMissing',
    severity: 'critical',
    expression: absent(scraped),
    for: '5m',
    summary: 'Prometheus finds no pod of the wiki API',
    description:
      'There is no scrape target: the API is missing or scaled to 0, or discovery is broken. No other alert can fire.',
  },
  {
    name: 'WikiReplicaDown',
    severity: 'warning',
    expression: keepIf(
      keepWhere(scraped, '==', 0),
      'namespace',
      keepWhere(aggregate('max', scraped, ['namespace']), '==', 1),
    ),
    for: '5m',
    summary: 'Pod {{ $labels.pod }} of the wiki API in {{ $labels.namespace }} does not answer',
    description: 'Other replicas answer. Capacity is reduced, and the next failure may take the API down.',
  },
  {
    name: 'WikiNoReadyReplica',
    severity: 'critical',
    expression: keepWhere(aggregate('max', latest(catalogue.ready), ['namespace']), '==', 0),
    for: '1m',
    summary: 'No replica of the wiki API in {{ $labels.namespace }} is ready',
    description:
      'The processes run but report that they are not ready, so the Service has no endpoint and clients get errors.',
  },
  {
    name: 'WikiErrorRateHigh',
    severity: 'critical',
    expression: keepWhere(errorShare.vector, '>', 0.01),
    for: '5m',
    summary: '{{ $value | humanizePercentage }} of the requests to the wiki in {{ $labels.namespace }} fail',
    description: 'More than 1 % of the requests of clients were answered 5xx over 5 minutes, for 5 minutes.',
  },
  {
    name: 'WikiLatencyHigh',
    severity: 'warning',
    expression: keepWhere(latencyP99.vector, '>', 1),
    for: '10m',
    summary:
      'One in a hundred requests to the wiki in {{ $labels.namespace }} takes over {{ $value | humanizeDuration }}',
    description: 'The 99th percentile of the time to answer clients has been above 1 s for 10 minutes.',
  },
  {
    name: 'WikiDatabaseDown',
    severity: 'critical',
    expression: keepWhere(aggregate('min', latest(catalogue.databaseUp), ['namespace']), '==', 0),
    for: '1m',
    summary: 'The wiki API in {{ $labels.namespace }} cannot reach its database',
    description:
      'At least one replica has had no answer from PostgreSQL for a minute. Requests wait up to their deadline, then get 503.',
  },
  {
    name: 'WikiPoolExhausted',
    severity: 'warning',
    expression: keepWhere(minimumOverTime(catalogue.databaseWaiting, '2m'), '>', 0),
    for: '3m',
    summary: 'Pod {{ $labels.pod }} in {{ $labels.namespace }} has too few database connections',
    description: 'For 5 minutes every scrape saw callers waiting for a connection of the pool, at least {{ $value }}.',
  },
  {
    name: 'WikiMarkdownBusy',
    severity: 'warning',
    expression: keepWhere(divide(markdownJobs({ outcome: 'busy' }), markdownJobs({})), '>', 0.01),
    for: '5m',
    summary: '{{ $value | humanizePercentage }} of the texts in {{ $labels.namespace }} find no free Markdown thread',
    description:
      'Rendering, merging and comparing pages has needed more threads than there are for 5 minutes. Edits of pages, previews and comparisons that need a thread are answered 503, even if all other requests succeed.',
  },
  {
    name: 'WikiDiskFilling',
    severity: 'warning',
    expression: keepIf(
      keepWhere(divide(foreignMetric(foreign.volumeAvailable), foreignMetric(foreign.volumeCapacity)), '<', 0.15),
      'namespace',
      namespacesOfWikis,
    ),
    for: '5m',
    summary:
      'Volume {{ $labels.persistentvolumeclaim }} in {{ $labels.namespace }} has {{ $value | humanizePercentage }} left',
    description: 'Less than 15 % of the volume is free. When it is full, PostgreSQL stops, and Prometheus loses data.',
  },
  {
    name: 'WikiBackupTooOld',
    severity: 'warning',
    expression: keepIf(
      keepWhere(
        secondsSince(
          either(
            aggregate('max', foreignMetric(foreign.cronJobLastSuccess, backups), ['namespace', 'cronjob']),
            aggregate('max', foreignMetric(foreign.cronJobCreated, backups), ['namespace', 'cronjob']),
          ),
        ),
        '>',
        backupMaximumAgeSeconds,
      ),
      'namespace',
      namespacesOfWikis,
    ),
    for: '10m',
    summary: 'The latest backup of the wiki in {{ $labels.namespace }} is {{ $value | humanizeDuration }} old',
    description: 'CronJob {{ $labels.cronjob }} has not succeeded for more than 26 hours, or never has.',
  },
]
