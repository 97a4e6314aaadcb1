import type { Commit } from '../../tools/commit.ts'

/** What a run writes, and the page and the picture are made from. Times are in seconds, latencies in milliseconds. */
export interface Result extends Commit {
  readonly format: 1
  /** RFC 3339, in UTC: when the run began. */
  readonly at: string
  /** Missing in results of before there was a choice: bundled. */
  readonly database?: 'bundled' | 'cnpg'
  readonly cluster: {
    readonly kubernetes: string
    readonly nodes: number
    readonly replicas: number
  }
  readonly settings: {
    /** Requests per second, over both paths. */
    readonly rate: number
    /** How long faults last that do not end by themselves. */
    readonly outageSeconds: number
  }
  readonly trials: readonly Trial[]
}

/** What became of one fault. */
export interface Trial {
  /** The name of its file, such as `postgres-paused`. */
  readonly fault: string
  readonly title: string
  /** What was to hold, in words, such as `no failed request`. */
  readonly claim: string
  /** Why it was not done here; then nothing below is there. */
  readonly notDone?: string
  readonly found?: Findings
}

export interface Findings {
  /** What did not hold, in words; empty where all held. */
  readonly problems: readonly string[]
  readonly paths: Readonly<Record<Path, PathFindings>>
  readonly latency: Readonly<Record<Window, Percentiles>>
  /** How long a client of the database itself, trying ten times a second, found it away. */
  readonly outageSeconds: number
  readonly rows: Rows
  /** Missing in results of before there were any. */
  readonly edits?: Edits
  readonly counters: Counters
  /** How often a container of the API was started again. */
  readonly apiRestarts: number
  readonly timeline: Timeline
}

export const paths = ['ingress', 'service'] as const
export type Path = (typeof paths)[number]

export const windows = ['before', 'during', 'after'] as const
/** `during` begins with the fault and ends when every pod is ready again and nothing has failed for a second. */
export type Window = (typeof windows)[number]

export interface PathFindings {
  readonly sent: number
  /** By what became of them: a status such as `503`, or the code of a socket's error such as `ECONNRESET`. */
  readonly failed: Readonly<Record<string, number>>
  /** The longest time without a good answer. */
  readonly longestGapSeconds: number
}

export interface Percentiles {
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Users, posts and pages together. */
export interface Rows {
  readonly acknowledged: number
  readonly found: number
  /** Acknowledged and not found. */
  readonly lost: number
  /** Found more than once. */
  readonly doubled: number
  /** Found, though the answer was a failure or none. */
  readonly unanswered: number
}

/** Of pages: each is a version of its own, found by its summary. */
export interface Edits extends Rows {
  /** Pages whose versions do not count up from 1 without gaps to the one that is shown. */
  readonly gaps: number
}

/** What the metrics of every replica say was created since the run began, beside the rows that were. */
export interface Counters {
  readonly users: { readonly counter: number; readonly rows: number }
  readonly posts: { readonly counter: number; readonly rows: number }
}

/** Of the whole trial, in steps of `stepSeconds`; the first step is the first of the window `before`. */
export interface Timeline {
  readonly stepSeconds: number
  /** When the window `during` began and ended, from the beginning of the timeline. */
  readonly during: readonly [number, number]
  /** Requests by the step in which they were sent: how many had a good answer, how many failed, the longest latency of a good one. */
  readonly good: readonly number[]
  readonly failed: readonly number[]
  readonly longestMs: readonly number[]
  /** Good answers by the step in which they came: few in an outage, many just after it. */
  readonly answered: readonly number[]
}
