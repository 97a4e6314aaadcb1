import { QueryVariableBuilder, VariableRefresh } from '@grafana/grafana-foundation-sdk/dashboard'
import { foreign } from '../promql/metrics.ts'
import { foreignMetric } from '../promql/select.ts'
import { board } from './board.ts'
import { datasource } from './panels.ts'
import { batchDuration, batchQueue, batchSize, connects, poolUse, poolWaiting, retries } from './operations-database.ts'
import { instanceRoles, instancesUp, replicationLag } from './operations-instances.ts'
import {
  cpu,
  evictions,
  eventLoopDelay,
  firingAlerts,
  heldMemory,
  markdownJobs,
  memory,
  uptime,
  versions,
} from './operations-process.ts'
import { inFlight, latencyHeatmap, refused, requestsByRoute } from './operations-traffic.ts'
import { pageWrites, viewsAndEdits, viewsByRoute } from './operations-wiki.ts'

/** What each replica does, to find the cause of an alert. */
export const operations = board(
  {
    uid: 'wiki-operations',
    title: 'Wiki operations',
    description:
      'Each replica of the API: requests, views and edits of the wiki, batches, connections to the database, process.',
  },
  [
    [
      { panel: firingAlerts(), width: 12, height: 6 },
      { panel: versions(), width: 6, height: 6 },
      { panel: uptime(), width: 6, height: 6 },
    ],
    [{ panel: latencyHeatmap(), width: 24, height: 8 }],
    [
      { panel: requestsByRoute(), width: 8, height: 9 },
      { panel: inFlight(), width: 8, height: 9 },
      { panel: refused(), width: 8, height: 9 },
    ],
    [
      { panel: viewsAndEdits(), width: 8, height: 9 },
      { panel: viewsByRoute(), width: 8, height: 9 },
      { panel: pageWrites(), width: 8, height: 9 },
    ],
    [
      { panel: batchSize(), width: 8, height: 9 },
      { panel: batchDuration(), width: 8, height: 9 },
      { panel: batchQueue(), width: 8, height: 9 },
    ],
    [
      { panel: poolUse(), width: 6, height: 9 },
      { panel: poolWaiting(), width: 6, height: 9 },
      { panel: connects(), width: 6, height: 9 },
      { panel: retries(), width: 6, height: 9 },
    ],
    [
      { panel: instanceRoles(), width: 8, height: 9 },
      { panel: instancesUp(), width: 8, height: 9 },
      { panel: replicationLag(), width: 8, height: 9 },
    ],
    [
      { panel: eventLoopDelay(), width: 6, height: 9 },
      { panel: cpu(), width: 6, height: 9 },
      { panel: memory(), width: 6, height: 9 },
      { panel: markdownJobs(), width: 6, height: 9 },
    ],
    [
      { panel: heldMemory(), width: 12, height: 9 },
      { panel: evictions(), width: 12, height: 9 },
    ],
  ],
).withVariable(
  new QueryVariableBuilder('pod')
    .label('Pod')
    .description('Replicas of the API; All also takes those that come later.')
    .datasource(datasource)
    .query(`label_values(${foreignMetric(foreign.up).promql}, pod)`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: ['All'], value: ['$__all'] }),
)
