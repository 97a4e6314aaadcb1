import { databaseJob, foreign } from '../../observability/promql/metrics.ts'
import { type AlertCase, series } from './alert-case.ts'

const inWiki = { namespace: 'wiki' }
const wanted = { [`${foreign.instancesWanted.name}{namespace="wiki"}`]: '3x40' }

/** Cases of the alerts that require database.mode cnpg. */
export const instanceAlertCases: readonly AlertCase[] = [
  {
    alert: 'WikiDatabaseNoPrimary',
    behaviour: 'fires when there are replicas alone',
    series: { ...wanted, ...instance('db-1', { recovery: '0 0 1x20' }), ...instance('db-2', { recovery: '1x20' }) },
    at: '3m',
    fires: [{ labels: inWiki, summary: 'The database of the wiki in wiki has no primary' }],
  },
  {
    alert: 'WikiDatabaseNoPrimary',
    behaviour: 'fires when nothing answers, and where another database has one',
    series: { ...wanted, [series(foreign.instanceInRecovery.name, { job: 'other', namespace: 'wiki' })]: '0x20' },
    at: '3m',
    fires: [{ labels: inWiki, summary: 'The database of the wiki in wiki has no primary' }],
  },
  {
    alert: 'WikiDatabaseNoPrimary',
    behaviour: 'is silent about a failover',
    series: { ...wanted, ...instance('db-1', { recovery: '0 1x20' }), ...instance('db-2', { recovery: '1 1 1 0x20' }) },
    at: '4m',
    fires: [],
  },
  {
    alert: 'WikiDatabaseInstancesMissing',
    behaviour: 'fires when one of three does not answer',
    series: { ...wanted, ...instance('db-1', {}), ...instance('db-2', { up: '0x40' }), ...instance('db-3', {}) },
    at: '8m',
    fires: [{ labels: inWiki, summary: 'The database of the wiki in wiki has only 2 instances' }],
  },
  {
    alert: 'WikiDatabaseInstancesMissing',
    behaviour: 'is silent while all do, and where nobody asks for any',
    series: {
      ...wanted,
      ...instance('db-1', {}),
      ...instance('db-2', {}),
      ...instance('db-3', {}),
      [series(foreign.instanceUp.name, { job: databaseJob, namespace: 'other', pod: 'db-1' })]: '1x40',
    },
    at: '8m',
    fires: [],
  },
  {
    alert: 'WikiDatabaseReplicationLag',
    behaviour: 'fires when a replica stays behind',
    series: { ...instance('db-1', {}), ...instance('db-2', { lag: '60x40' }) },
    at: '8m',
    fires: [
      {
        labels: { namespace: 'wiki', pod: 'db-2' },
        summary: 'Instance db-2 of the database in wiki is 1m 0s behind',
      },
    ],
  },
  {
    alert: 'WikiDatabaseReplicationLag',
    behaviour: 'is silent about a replica that catches up',
    series: instance('db-2', { lag: '60 60 60 60 60 0x40' }),
    at: '8m',
    fires: [],
  },
]

/** CloudNativePG's metrics of one instance; default: a healthy replica. */
function instance(
  pod: string,
  { up = '1x40', recovery = '1x40', lag = '0x40' }: { up?: string; recovery?: string; lag?: string },
): Readonly<Record<string, string>> {
  const labels = { job: databaseJob, namespace: 'wiki', pod }
  return {
    [series(foreign.instanceUp.name, labels)]: up,
    [series(foreign.instanceInRecovery.name, labels)]: recovery,
    [series(foreign.instanceLag.name, labels)]: lag,
  }
}
