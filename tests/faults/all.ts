import type { Fault } from '../../proof/fault.ts'
import type { FaultsByDatabase } from '../../proof/options.ts'
import { allPodsDeleted } from './all-pods-deleted.ts'
import { cnpgFaults } from './cnpg/all.ts'
import { apiKilled } from './api-killed.ts'
import { apiPodDeleted } from './api-pod-deleted.ts'
import { apiRollingRestart } from './api-rolling-restart.ts'
import { apiStarved } from './api-starved.ts'
import { apiThrottled } from './api-throttled.ts'
import { apiUpgrade } from './api-upgrade.ts'
import { databaseDiskFull } from './database-disk-full.ts'
import { databaseNetworkCut } from './database-network-cut.ts'
import { ingressRestarted } from './ingress-restarted.ts'
import { nodeDrained } from './node-drained.ts'
import { observabilityRestarted } from './observability-restarted.ts'
import { postgresKilled } from './postgres-killed.ts'
import { postgresPaused } from './postgres-paused.ts'
import { postgresPodDeleted } from './postgres-pod-deleted.ts'

/** By name on the command line, in the order in which they are inflicted. */
const bundledFaults: Readonly<Record<string, Fault>> = {
  'api-rolling-restart': apiRollingRestart,
  'api-upgrade': apiUpgrade,
  'api-pod-deleted': apiPodDeleted,
  'api-killed': apiKilled,
  'api-throttled': apiThrottled,
  'api-starved': apiStarved,
  'node-drained': nodeDrained,
  'postgres-pod-deleted': postgresPodDeleted,
  'postgres-killed': postgresKilled,
  'postgres-paused': postgresPaused,
  'database-network-cut': databaseNetworkCut,
  'database-disk-full': databaseDiskFull,
  'observability-restarted': observabilityRestarted,
  'ingress-restarted': ingressRestarted,
  'all-pods-deleted': allPodsDeleted,
}

export const allFaults: FaultsByDatabase<Fault> = { bundled: bundledFaults, cnpg: cnpgFaults }
