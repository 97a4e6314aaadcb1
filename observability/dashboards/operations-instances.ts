import { aggregate } from '../promql/combine.ts'
import { foreign } from '../promql/metrics.ts'
import { foreignMetric } from '../promql/select.ts'
import { timeSeries } from './panels.ts'

const noValue = 'only with database.mode cnpg'

export function instanceRoles() {
  const inRecovery = aggregate('max', foreignMetric(foreign.instanceInRecovery), ['pod'])
  return timeSeries(
    {
      title: 'Replicas of the database',
      description:
        '0 is the primary, 1 a replica. Crossing lines are a failover. Alert WikiDatabaseNoPrimary without a 0.',
      unit: 'none',
      noValue,
    },
    [{ legend: '{{pod}}', vector: inRecovery }],
  )
}

export function replicationLag() {
  return timeSeries(
    {
      title: 'Replication lag by instance',
      description: 'How far a replica is behind the primary. Alert WikiDatabaseReplicationLag above 30 s.',
      unit: 's',
      noValue,
    },
    [{ legend: '{{pod}}', vector: aggregate('max', foreignMetric(foreign.instanceLag), ['pod']) }],
  )
}

export function instancesUp() {
  return timeSeries(
    {
      title: 'Instances and streaming replicas',
      description:
        'Instances that answer, and replicas that stream from the primary. Writes wait for at least one of them.',
      unit: 'none',
      noValue,
    },
    [
      { legend: 'wanted', vector: aggregate('max', foreignMetric(foreign.instancesWanted)), color: 'text' },
      { legend: 'answering', vector: aggregate('sum', foreignMetric(foreign.instanceUp)) },
      { legend: 'streaming', vector: aggregate('max', foreignMetric(foreign.instanceStreams)) },
    ],
  )
}
