import type { catalogue } from '../../wiki-service/src/telemetry/catalogue.ts'

export type OwnMetric = (typeof catalogue)[keyof typeof catalogue]

/** The two business counters. Every replica exports the cluster's total, so only the maximum is meaningful. */
export type ClusterTotal = typeof catalogue.usersCreated | typeof catalogue.postsCreated

export type ReplicaMetric = Exclude<OwnMetric, ClusterTotal>

/** Scrape job of CloudNativePG's instances; set by the bundled Prometheus and the PodMonitor. */
export const databaseJob = 'wiki-database'

export interface ForeignMetric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly labels: readonly string[]
  readonly source: string
  /** For metrics that must be read from a single scrape job. */
  readonly job?: string
}

/** Metrics that the service does not export. Complete: expressions cannot use any other name. */
export const foreign = {
  up: {
    name: 'up',
    type: 'gauge',
    labels: [],
    source: 'Prometheus, one sample a target: 1 when the latest scrape succeeded',
  },
  alerts: {
    name: 'ALERTS',
    type: 'gauge',
    labels: ['alertname', 'alertstate', 'severity', 'namespace', 'pod', 'persistentvolumeclaim', 'cronjob'],
    source: 'Prometheus, one sample for each pending or firing alert',
  },
  volumeAvailable: {
    name: 'kubelet_volume_stats_available_bytes',
    type: 'gauge',
    labels: ['namespace', 'persistentvolumeclaim'],
    source: 'kubelet /metrics; needs a cluster-wide scrape, so not in prometheus.mode bundled',
  },
  volumeCapacity: {
    name: 'kubelet_volume_stats_capacity_bytes',
    type: 'gauge',
    labels: ['namespace', 'persistentvolumeclaim'],
    source: 'kubelet /metrics; needs a cluster-wide scrape, so not in prometheus.mode bundled',
  },
  cronJobLastSuccess: {
    name: 'kube_cronjob_status_last_successful_time',
    type: 'gauge',
    labels: ['namespace', 'cronjob'],
    source: 'kube-state-metrics, where the cluster has it',
  },
  cronJobCreated: {
    name: 'kube_cronjob_created',
    type: 'gauge',
    labels: ['namespace', 'cronjob'],
    source: 'kube-state-metrics, where the cluster has it',
  },
  instanceUp: {
    name: 'cnpg_collector_up',
    type: 'gauge',
    labels: ['cluster'],
    source: 'CloudNativePG, each instance: 1 while its PostgreSQL answers',
    job: databaseJob,
  },
  instanceInRecovery: {
    name: 'cnpg_pg_replication_in_recovery',
    type: 'gauge',
    labels: [],
    source: 'CloudNativePG, each instance: 0 on the primary, 1 on a replica',
    job: databaseJob,
  },
  instanceLag: {
    name: 'cnpg_pg_replication_lag',
    type: 'gauge',
    labels: [],
    source: 'CloudNativePG, each instance: seconds by which a replica is behind the primary',
    job: databaseJob,
  },
  instanceStreams: {
    name: 'cnpg_pg_replication_streaming_replicas',
    type: 'gauge',
    labels: [],
    source: 'CloudNativePG, each instance: replicas that stream from it',
    job: databaseJob,
  },
  instancesWanted: {
    name: 'namespace:wiki_database_instances:wanted',
    type: 'gauge',
    labels: [],
    source: 'a recording rule of the chart with database.mode cnpg: the value database.cnpg.instances',
  },
} as const satisfies Record<string, ForeignMetric>

export type Foreign = (typeof foreign)[keyof typeof foreign]

/** Scrape job of the API's pods; set by the bundled Prometheus and the PodMonitor. */
export const job = 'wiki-api'

/** Labels that the scrape adds to each series of a pod. */
export const targetLabels = ['job', 'namespace', 'pod', 'instance'] as const
export type TargetLabel = (typeof targetLabels)[number]
