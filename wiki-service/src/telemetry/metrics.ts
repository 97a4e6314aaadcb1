import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Registry } from '@prometheus-io/client'
import { catalogue, type MetricDefinition } from './catalogue.ts'
import { Histogram, type Series } from './histogram.ts'

/** Values that are read on each scrape instead of being kept up to date. */
export interface Sources {
  readonly openConnections: () => number
  readonly memoryLimit: number
  /** Current and maximum bytes. */
  readonly held: () => Readonly<Record<'connections' | 'data', { readonly bytes: number; readonly most: number }>>
  readonly pool: () => { readonly busy: number; readonly idle: number; readonly waiting: number }
  readonly poolSize: number
  readonly batchers: () => Iterable<{ readonly name: string; readonly queued: number }>
  readonly databaseUp: () => boolean
  readonly ready: () => boolean
  /** Rows ever created in the whole cluster; undefined until the database has been read once. */
  readonly creations: () => Promise<{ readonly users: number; readonly posts: number } | undefined>
  readonly lostLogLines: () => number
  readonly version: string
  readonly revision: string
}

const pageWriteOutcomes = [
  'created',
  'edited',
  'merged',
  'moved',
  'deleted',
  'restored',
  'unchanged',
  'conflict',
  'refused',
] as const

/** How often the event loop is checked; Node reports the time between two checks, including this period. */
const delayPeriodMs = 20

/** Metrics of this process; every series comes from the catalogue. */
export class Metrics {
  readonly #registry = new Registry()
  #inFlight = 0
  readonly #requestDuration = new Histogram(catalogue.requestDuration)
  /** By route, method and status. */
  readonly #requestSeries = new Map<string, Map<string, Map<number, Series>>>()
  readonly #refused = this.#counter(catalogue.requestsRefused)
  readonly #evicted = this.#counter(catalogue.clientsEvicted)
  readonly #connects = this.#counter(catalogue.databaseConnects)
  readonly #retries = this.#counter(catalogue.databaseRetries)
  readonly #pageWrites = this.#counter(catalogue.pageWrites)
  readonly #markdownJobs = this.#counter(catalogue.markdownJobs)
  readonly #batchSize = new Histogram(catalogue.batchSize)
  readonly #batchDuration = new Histogram(catalogue.batchDuration)
  /** By statement. */
  readonly #batchSeries = new Map<string, { readonly size: Series; readonly duration: Series }>()

  constructor() {
    for (const reason of ['queue_full', 'memory', 'database_away']) this.#refused.inc({ reason }, 0)
    for (const reason of ['connections', 'room', 'standstill']) this.#evicted.inc({ reason }, 0)
    for (const outcome of ['ok', 'failed']) this.#connects.inc({ outcome }, 0)
    for (const reason of ['lost', 'refused', 'conflict', 'read_only']) this.#retries.inc({ reason }, 0)
    for (const kind of ['render', 'links', 'outline', 'section', 'merge', 'diff']) {
      for (const outcome of ['done', 'too_slow', 'busy']) this.#markdownJobs.inc({ kind, outcome }, 0)
    }
    for (const outcome of pageWriteOutcomes) this.#pageWrites.inc({ outcome }, 0)
  }

  /** Starts the route's usual answers at 0: `rate` ignores the first value of a series. */
  routeAdded(method: string, route: string, statuses: readonly number[] = [200, 404, 422, 503]): void {
    for (const status of statuses) this.#requestSeriesOf(method, route, status)
  }

  requestStarted(): void {
    this.#inFlight += 1
  }

  requestEnded(method: string, route: string, status: number, seconds: number): void {
    this.#inFlight -= 1
    this.#requestSeriesOf(method, route, status).observe(seconds)
  }

  requestRefused(reason: 'queue_full' | 'memory' | 'database_away'): void {
    this.#refused.inc({ reason })
  }

  pageWritten(outcome: (typeof pageWriteOutcomes)[number]): void {
    this.#pageWrites.inc({ outcome })
  }

  clientEvicted(reason: 'connections' | 'room' | 'standstill'): void {
    this.#evicted.inc({ reason })
  }

  connected(outcome: 'ok' | 'failed'): void {
    this.#connects.inc({ outcome })
  }

  retried(reason: string): void {
    this.#retries.inc({ reason })
  }

  markdownJobEnded(kind: string, outcome: 'done' | 'too_slow' | 'busy'): void {
    this.#markdownJobs.inc({ kind, outcome })
  }

  batchEnded(statement: string, size: number, seconds: number): void {
    const series = entry(this.#batchSeries, statement, () => ({
      size: this.#batchSize.add({ statement }),
      duration: this.#batchDuration.add({ statement }),
    }))
    series.size.observe(size)
    series.duration.observe(seconds)
  }

  /** Returns the function that renders /metrics. */
  page(sources: Sources): () => Promise<string> {
    const delay = monitorEventLoopDelay({ resolution: delayPeriodMs })
    delay.enable()
    this.#read(catalogue.requestsInFlight, (gauge) => gauge.set(this.#inFlight))
    this.#read(catalogue.openConnections, (gauge) => gauge.set(sources.openConnections()))
    this.#read(catalogue.heldMemory, (gauge) => {
      for (const [kind, { bytes }] of Object.entries(sources.held())) gauge.set({ kind }, bytes)
    })
    this.#read(catalogue.heldMemoryMaximum, (gauge) => {
      for (const [kind, { most }] of Object.entries(sources.held())) gauge.set({ kind }, most)
    })
    this.#gauge(catalogue.memoryLimit).set(sources.memoryLimit)
    this.#read(catalogue.databaseUp, (gauge) => gauge.set(Number(sources.databaseUp())))
    this.#read(catalogue.ready, (gauge) => gauge.set(Number(sources.ready())))
    this.#read(catalogue.databaseConnections, (gauge) => {
      gauge.set({ state: 'busy' }, sources.pool().busy)
      gauge.set({ state: 'idle' }, sources.pool().idle)
    })
    this.#read(catalogue.databaseConnectionsMaximum, (gauge) => gauge.set(sources.poolSize))
    this.#read(catalogue.databaseWaiting, (gauge) => gauge.set(sources.pool().waiting))
    this.#read(catalogue.batchQueue, (gauge) => {
      for (const batcher of sources.batchers()) gauge.set({ statement: batcher.name }, batcher.queued)
    })
    this.#read(catalogue.eventLoopDelay, (gauge) => {
      const seconds = Number.isNaN(delay.mean) ? 0 : delay.percentile(99) / 1e9 - delayPeriodMs / 1000
      gauge.set(Math.max(0, seconds))
      delay.reset()
    })
    this.#read(catalogue.processMemory, (gauge) => gauge.set(process.memoryUsage.rss()))
    this.#read(catalogue.heapUsed, (gauge) => gauge.set(process.memoryUsage().heapUsed))
    this.#gauge(catalogue.processStart).set(Math.round(Date.now() / 1000 - process.uptime()))
    this.#gauge(catalogue.buildInfo).set(
      { version: sources.version, revision: sources.revision, node: process.version },
      1,
    )
    return async () => {
      const [creations, page] = await Promise.all([sources.creations(), this.#registry.metrics()])
      const histograms = [this.#requestDuration, this.#batchSize, this.#batchDuration].map((histogram) =>
        histogram.text(),
      )
      return [
        page,
        ...histograms,
        sample(catalogue.processCpu, cpuSeconds()),
        sample(catalogue.logLinesLost, sources.lostLogLines()),
        creations ? creationSamples(creations) : '',
      ].join('')
    }
  }

  #read(definition: MetricDefinition, collect: (gauge: Gauge<string>) => void): void {
    const gauge = this.#gauge(definition, () => collect(gauge))
  }

  #gauge(definition: MetricDefinition, collect?: () => void): Gauge<string> {
    return new Gauge({ ...configuration(definition), registers: [this.#registry], ...(collect && { collect }) })
  }

  #counter(definition: MetricDefinition): Counter<string> {
    return new Counter({ ...configuration(definition), registers: [this.#registry] })
  }

  #requestSeriesOf(method: string, route: string, status: number): Series {
    const byMethod = entry(this.#requestSeries, route, () => new Map<string, Map<number, Series>>())
    const byStatus = entry(byMethod, method, () => new Map<number, Series>())
    return entry(byStatus, status, () => this.#requestDuration.add({ method, route, status }))
  }
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

function configuration({ name, help, labels }: MetricDefinition): { name: string; help: string; labelNames: string[] } {
  return { name, help, labelNames: [...labels] }
}

/** Totals counted elsewhere: the client's own counters only support increments. */
function sample({ name, help, type }: MetricDefinition, value: number): string {
  return `\n# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`
}

function creationSamples({ users, posts }: { readonly users: number; readonly posts: number }): string {
  return sample(catalogue.usersCreated, users) + sample(catalogue.postsCreated, posts)
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
