import { foreign, job } from '../../observability/promql/metrics.ts'
import { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'
import { type AlertCase, series } from './alert-case.ts'
import { instanceAlertCases } from './instance-alert-cases.ts'

const first = { namespace: 'wiki', pod: 'wiki-a' }
const second = { namespace: 'wiki', pod: 'wiki-b' }
const elsewhere = { namespace: 'other', pod: 'wiki-c' }
const inWiki = { namespace: 'wiki' }
const count = `${catalogue.requestDuration.name}_count`
const bucket = `${catalogue.requestDuration.name}_bucket`
const create = { ...first, method: 'POST', route: '/users' }

export const alertCases: readonly AlertCase[] = [
  {
    alert: 'WikiApiDown',
    behaviour: 'fires when no pod answers',
    series: { [api(foreign.up, first)]: '1 0x20', [api(foreign.up, second)]: '0x20' },
    at: '2m',
    fires: [{ labels: inWiki, summary: 'No replica of the wiki API in wiki answers' }],
  },
  {
    alert: 'WikiApiDown',
    behaviour: 'is silent while one pod answers',
    series: { [api(foreign.up, first)]: '1x20', [api(foreign.up, second)]: '0x20' },
    at: '5m',
    fires: [],
  },
  {
    alert: 'WikiApiDown',
    behaviour: 'tells two installations apart',
    series: { [api(foreign.up, first)]: '0x20', [api(foreign.up, elsewhere)]: '1x20' },
    at: '2m',
    fires: [{ labels: inWiki, summary: 'No replica of the wiki API in wiki answers' }],
  },
  {
    alert: 'WikiScrapeMissing',
    behaviour: 'fires when there is no target',
    series: { [api(foreign.up, first)]: '1 1 stale', 'up{job="prometheus"}': '1x60' },
    at: '6m',
    fires: [{ labels: { job }, summary: 'Prometheus finds no pod of the wiki API' }],
  },
  {
    alert: 'WikiScrapeMissing',
    behaviour: 'is silent while there is a target, even one that is down',
    series: { [api(foreign.up, first)]: '0x60' },
    at: '10m',
    fires: [],
  },
  {
    alert: 'WikiReplicaDown',
    behaviour: 'fires for the pod that does not answer',
    series: { [api(foreign.up, first)]: '1x60', [api(foreign.up, second)]: '0x60' },
    at: '6m',
    fires: [{ labels: { job, ...second }, summary: 'Pod wiki-b of the wiki API in wiki does not answer' }],
  },
  {
    alert: 'WikiReplicaDown',
    behaviour: 'leaves a total outage to WikiApiDown, and a restart alone',
    series: {
      [api(foreign.up, first)]: '0x60',
      [api(foreign.up, elsewhere)]: '1 0x8 1x60',
      [api(foreign.up, { namespace: 'other', pod: 'wiki-d' })]: '1x60',
    },
    at: '6m',
    fires: [],
  },
  {
    alert: 'WikiNoReadyReplica',
    behaviour: 'fires when all are unready',
    series: { [api(catalogue.ready, first)]: '0x20', [api(catalogue.ready, second)]: '0x20' },
    at: '2m',
    fires: [{ labels: inWiki, summary: 'No replica of the wiki API in wiki is ready' }],
  },
  {
    alert: 'WikiNoReadyReplica',
    behaviour: 'is silent while one is ready',
    series: { [api(catalogue.ready, first)]: '0x20', [api(catalogue.ready, second)]: '1x20' },
    at: '5m',
    fires: [],
  },
  {
    alert: 'WikiErrorRateHigh',
    behaviour: 'fires at 5 % for minutes',
    series: {
      [api(count, { ...create, status: '200' })]: '0+95x60',
      [api(count, { ...create, status: '503' })]: '0+5x60',
    },
    at: '12m',
    fires: [{ labels: inWiki, summary: '5% of the requests to the wiki in wiki fail' }],
  },
  {
    alert: 'WikiErrorRateHigh',
    behaviour: 'is silent at 0.5 %, however many callers are refused with 4xx',
    series: {
      [api(count, { ...create, status: '200' })]: '0+100x60',
      [api(count, { ...create, status: '422' })]: '0+99x60',
      [api(count, { ...create, status: '503' })]: '0+1x60',
    },
    at: '12m',
    fires: [],
  },
  {
    alert: 'WikiErrorRateHigh',
    behaviour: 'is silent when a probe fails, or one burst of errors is over',
    series: {
      [api(count, { ...first, method: 'GET', route: '/health/ready', status: '503' })]: '0+9x60',
      [api(count, { ...create, status: '200' })]: '0+10x60',
      [api(count, { ...create, status: '503' })]: '0x20 5x40',
    },
    at: '9m45s',
    fires: [],
  },
  {
    alert: 'WikiLatencyHigh',
    behaviour: 'fires when two in a hundred take more than 1 s',
    series: slowRequests(98, 2),
    at: '18m',
    fires: [{ labels: inWiki, summary: 'One in a hundred requests to the wiki in wiki takes over 1.75s' }],
  },
  {
    alert: 'WikiLatencyHigh',
    behaviour: 'is silent when one in a thousand does',
    series: slowRequests(999, 1),
    at: '18m',
    fires: [],
  },
  {
    alert: 'WikiDatabaseDown',
    behaviour: 'fires when a replica loses the database',
    series: { [api(catalogue.databaseUp, first)]: '1x20', [api(catalogue.databaseUp, second)]: '0x20' },
    at: '2m',
    fires: [{ labels: inWiki, summary: 'The wiki API in wiki cannot reach its database' }],
  },
  {
    alert: 'WikiDatabaseDown',
    behaviour: 'is silent when the database restarts within half a minute',
    series: { [api(catalogue.databaseUp, first)]: '1x8 0x1 1x20', [api(catalogue.databaseUp, second)]: '1x30' },
    at: '2m30s',
    fires: [],
  },
  {
    alert: 'WikiPoolExhausted',
    behaviour: 'fires when somebody always waits',
    series: { [api(catalogue.databaseWaiting, first)]: '4x60', [api(catalogue.databaseWaiting, second)]: '0x60' },
    at: '6m',
    fires: [{ labels: { job, ...first }, summary: 'Pod wiki-a in wiki has too few database connections' }],
  },
  {
    alert: 'WikiPoolExhausted',
    behaviour: 'is silent when somebody waits now and then',
    series: { [api(catalogue.databaseWaiting, first)]: '9 9 9 0 9 9 9 0 9 9 9 0 9 9 9 0 9 9 9 0 9 9 9 0 9 9 9 0' },
    at: '6m',
    fires: [],
  },
  {
    alert: 'WikiMarkdownBusy',
    behaviour: 'fires when one text in ten finds no thread',
    series: texts({ done: 9, too_slow: 0, busy: 1 }),
    at: '12m',
    fires: [{ labels: inWiki, summary: '10% of the texts in wiki find no free Markdown thread' }],
  },
  {
    alert: 'WikiMarkdownBusy',
    behaviour: 'is silent about texts that are too slow, and when one in a thousand finds no thread',
    series: texts({ done: 499, too_slow: 500, busy: 1 }),
    at: '12m',
    fires: [],
  },
  {
    alert: 'WikiDiskFilling',
    behaviour: 'fires for the volume of the wiki that has 10 % left',
    series: { ...volume('wiki', 'data-wiki-0', 10), [api(foreign.up, first)]: '1x60' },
    at: '6m',
    fires: [
      {
        labels: { namespace: 'wiki', persistentvolumeclaim: 'data-wiki-0' },
        summary: 'Volume data-wiki-0 in wiki has 10% left',
      },
    ],
  },
  {
    alert: 'WikiDiskFilling',
    behaviour: 'is silent about room enough, and about the volumes of others',
    series: {
      ...volume('wiki', 'data-wiki-0', 40),
      ...volume('shop', 'data-shop-0', 1),
      [api(foreign.up, first)]: '1x60',
    },
    at: '10m',
    fires: [],
  },
  {
    alert: 'WikiBackupTooOld',
    behaviour: 'fires 26 hours after the latest success',
    step: '5m',
    series: { ...backup({ created: 0, succeeded: 3600 }), [api(foreign.up, first)]: '1x400' },
    at: '27h15m',
    fires: [
      {
        labels: { namespace: 'wiki', cronjob: 'wiki-backup' },
        summary: 'The latest backup of the wiki in wiki is 1d 2h 15m 0s old',
      },
    ],
  },
  {
    alert: 'WikiBackupTooOld',
    behaviour: 'fires when no backup ever succeeded',
    step: '5m',
    series: { ...backup({ created: 0 }), [api(foreign.up, first)]: '1x400' },
    at: '26h15m',
    fires: [
      {
        labels: { namespace: 'wiki', cronjob: 'wiki-backup' },
        summary: 'The latest backup of the wiki in wiki is 1d 2h 15m 0s old',
      },
    ],
  },
  {
    alert: 'WikiBackupTooOld',
    behaviour: 'is silent about a backup of yesterday, and one that is not due yet',
    step: '5m',
    series: {
      ...backup({ created: 0, succeeded: 7200 }),
      'kube_cronjob_created{namespace="wiki",cronjob="young-backup"}': '90000x400',
      [api(foreign.up, first)]: '1x400',
    },
    at: '27h15m',
    fires: [],
  },
  ...instanceAlertCases,
]

function api(metric: string | { readonly name: string }, labels: Readonly<Record<string, string>>): string {
  return series(typeof metric === 'string' ? metric : metric.name, { job, ...labels })
}

function slowRequests(fast: number, slow: number): Readonly<Record<string, string>> {
  const labels = { ...create, status: '200' }
  return {
    [api(bucket, { ...labels, le: '0.005' })]: `0+${fast}x80`,
    [api(bucket, { ...labels, le: '1' })]: `0+${fast}x80`,
    [api(bucket, { ...labels, le: '2.5' })]: `0+${fast + slow}x80`,
    [api(bucket, { ...labels, le: '+Inf' })]: `0+${fast + slow}x80`,
  }
}

/** @param outcomes how many more with every scrape */
function texts(outcomes: Readonly<Record<string, number>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(outcomes).map(([outcome, count]) => [
      api(catalogue.markdownJobs, { ...first, kind: 'render', outcome }),
      `0+${count}x80`,
    ]),
  )
}

function volume(namespace: string, persistentvolumeclaim: string, available: number): Readonly<Record<string, string>> {
  const labels = { namespace, persistentvolumeclaim }
  return {
    [series(foreign.volumeAvailable.name, labels)]: `${available}x60`,
    [series(foreign.volumeCapacity.name, labels)]: '100x60',
  }
}

function backup({ created, succeeded }: { created: number; succeeded?: number }): Readonly<Record<string, string>> {
  const labels = { namespace: 'wiki', cronjob: 'wiki-backup' }
  return {
    [series(foreign.cronJobCreated.name, labels)]: `${created}x400`,
    ...(succeeded === undefined ? {} : { [series(foreign.cronJobLastSuccess.name, labels)]: `${succeeded}x400` }),
  }
}
