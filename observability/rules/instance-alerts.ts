import { aggregate, keepBelow, keepUnless, keepWhere } from '../promql/combine.ts'
import { foreign } from '../promql/metrics.ts'
import { foreignMetric } from '../promql/select.ts'
import type { Alert } from './alerts.ts'

const primaries = keepWhere(foreignMetric(foreign.instanceInRecovery), '==', 0)
const wanted = aggregate('max', foreignMetric(foreign.instancesWanted), ['namespace'])

/** For database.mode cnpg. In other modes they match nothing and never fire. */
export const instanceAlerts: readonly Alert[] = [
  {
    name: 'WikiDatabaseNoPrimary',
    severity: 'critical',
    expression: keepUnless(wanted, 'namespace', primaries),
    for: '1m',
    summary: 'The database of the wiki in {{ $labels.namespace }} has no primary',
    description: 'No instance of PostgreSQL has reported itself the primary for a minute: a failover takes seconds.',
  },
  {
    name: 'WikiDatabaseInstancesMissing',
    severity: 'warning',
    expression: keepBelow(
      aggregate('count', keepWhere(foreignMetric(foreign.instanceUp), '==', 1), ['namespace']),
      wanted,
    ),
    for: '5m',
    summary: 'The database of the wiki in {{ $labels.namespace }} has only {{ $value }} instances',
    description:
      'Fewer instances of PostgreSQL answer than database.cnpg.instances sets. The next failure may stop all writes.',
  },
  {
    name: 'WikiDatabaseReplicationLag',
    severity: 'warning',
    expression: keepWhere(aggregate('max', foreignMetric(foreign.instanceLag), ['namespace', 'pod']), '>', 30),
    for: '5m',
    summary:
      'Instance {{ $labels.pod }} of the database in {{ $labels.namespace }} is {{ $value | humanizeDuration }} behind',
    description:
      'A replica has been more than 30 s behind the primary for 5 minutes. A failover to it would take as long.',
  },
]
