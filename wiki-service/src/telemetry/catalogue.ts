/**
 * Every metric of the service, and the only place that contains their names: the service registers these, and
 * dashboards and alert rules import them. Names include units; label sets are closed.
 */
export const catalogue = {
  usersCreated: {
    name: 'users_created_total',
    help: 'Total number of users created',
    type: 'counter',
    labels: [],
  },
  postsCreated: {
    name: 'posts_created_total',
    help: 'Total number of posts created',
    type: 'counter',
    labels: [],
  },
  requestDuration: {
    name: 'http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer, by route template',
    type: 'histogram',
    labels: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
  },
  requestsInFlight: {
    name: 'http_requests_in_flight',
    help: 'Requests received but not answered yet',
    type: 'gauge',
    labels: [],
  },
  openConnections: {
    name: 'http_open_connections',
    help: 'Open connections of HTTP clients',
    type: 'gauge',
    labels: [],
  },
  requestsRefused: {
    name: 'http_requests_refused_total',
    help: 'Requests answered 503 by reason: queue_full, memory or database_away',
    type: 'counter',
    labels: ['reason'],
  },
  pageWrites: {
    name: 'wiki_page_writes_total',
    help: 'Writes of pages by outcome: created, edited, merged, moved, deleted, restored, unchanged, conflict or refused',
    type: 'counter',
    labels: ['outcome'],
  },
  heldMemory: {
    name: 'http_held_memory_bytes',
    help: 'Memory held for clients: connections, or data of requests that are received, processed or not yet read',
    type: 'gauge',
    labels: ['kind'],
  },
  heldMemoryMaximum: {
    name: 'http_held_memory_max_bytes',
    help: 'Maximum of the memory held for clients, by kind: connections or data',
    type: 'gauge',
    labels: ['kind'],
  },
  clientsEvicted: {
    name: 'http_clients_evicted_total',
    help: 'Requests or connections ended to free memory, by reason: connections (too many), room (others need the memory) or standstill (the client neither sends nor reads)',
    type: 'counter',
    labels: ['reason'],
  },
  memoryLimit: {
    name: 'wiki_memory_limit_bytes',
    help: 'Memory limit of the process, from which its own limits are derived',
    type: 'gauge',
    labels: [],
  },
  databaseUp: {
    name: 'database_up',
    help: 'Whether the database answered the latest probe (1) or not (0)',
    type: 'gauge',
    labels: [],
  },
  ready: {
    name: 'wiki_ready',
    help: 'Whether this replica reports itself ready (1) or not (0)',
    type: 'gauge',
    labels: [],
  },
  databaseConnections: {
    name: 'database_pool_connections',
    help: 'Connections of the pool by state: busy or idle',
    type: 'gauge',
    labels: ['state'],
  },
  databaseConnectionsMaximum: {
    name: 'database_pool_connections_max',
    help: 'Largest number of connections that the pool opens',
    type: 'gauge',
    labels: [],
  },
  databaseWaiting: {
    name: 'database_pool_waiting',
    help: 'Callers that wait for a connection of the pool',
    type: 'gauge',
    labels: [],
  },
  databaseConnects: {
    name: 'database_connects_total',
    help: 'Attempts to connect to the database by outcome: ok or failed',
    type: 'counter',
    labels: ['outcome'],
  },
  databaseRetries: {
    name: 'database_retries_total',
    help: 'Statements retried by the reason of the failure: lost, refused, conflict or read_only',
    type: 'counter',
    labels: ['reason'],
  },
  batchSize: {
    name: 'database_batch_size',
    help: 'Requests that shared one statement, by statement',
    type: 'histogram',
    labels: ['statement'],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
  },
  batchDuration: {
    name: 'database_batch_duration_seconds',
    help: 'Time from the dispatch of a batch to its answer, retries included, by statement',
    type: 'histogram',
    labels: ['statement'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
  },
  batchQueue: {
    name: 'database_batch_queue',
    help: 'Requests that wait for a place in a batch, by statement',
    type: 'gauge',
    labels: ['statement'],
  },
  markdownJobs: {
    name: 'markdown_jobs_total',
    help: 'Texts given to the Markdown threads by kind of work (render, links, outline, section, merge or diff) and outcome: done, too_slow or busy',
    type: 'counter',
    labels: ['kind', 'outcome'],
  },
  logLinesLost: {
    name: 'log_lines_lost_total',
    help: 'Lines of the log lost because standard output failed or accepted nothing for too long',
    type: 'counter',
    labels: [],
  },
  eventLoopDelay: {
    name: 'nodejs_eventloop_delay_p99_seconds',
    help: '99th percentile of the event loop delay since the last scrape',
    type: 'gauge',
    labels: [],
  },
  processCpu: {
    name: 'process_cpu_seconds_total',
    help: 'User and system CPU time spent',
    type: 'counter',
    labels: [],
  },
  processMemory: {
    name: 'process_resident_memory_bytes',
    help: 'Resident memory size',
    type: 'gauge',
    labels: [],
  },
  heapUsed: {
    name: 'nodejs_heap_size_used_bytes',
    help: 'V8 heap in use',
    type: 'gauge',
    labels: [],
  },
  processStart: {
    name: 'process_start_time_seconds',
    help: 'Start time of the process since the Unix epoch',
    type: 'gauge',
    labels: [],
  },
  buildInfo: {
    name: 'wiki_build_info',
    help: 'Constant 1, labelled with the version of the service, its revision and of Node.js',
    type: 'gauge',
    labels: ['version', 'revision', 'node'],
  },
} as const satisfies Record<string, MetricDefinition>

export interface MetricDefinition {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
  readonly buckets?: readonly number[]
}
