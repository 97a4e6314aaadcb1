import type { Commit } from '../../tools/commit.ts'

/**
 * Written by a run; the page and the picture are generated from it. Times are in seconds, latencies in milliseconds.
 */
export interface Result extends Commit {
  readonly format: 1
  /** When the run began: RFC 3339, in UTC. */
  readonly at: string
  readonly database: 'bundled' | 'cnpg'
  readonly cluster: {
    readonly kubernetes: string
    readonly nodes: number
    readonly replicas: number
  }
  readonly settings: {
    /** Requests per second, over both paths. */
    readonly rate: number
    /** How long faults last that do not end on their own. */
    readonly outageSeconds: number
  }
  readonly trials: readonly Trial[]
}

/** The result of one fault. */
export interface Trial {
  /** The name of its file, such as `postgres-paused`. */
  readonly fault: string
  readonly title: string
  /** What was to hold, as text, such as `no failed request`. */
  readonly claim: string
  /** Why it was not inflicted here; the members below are then missing. */
  readonly notDone?: string
  readonly found?: Findings
}

export interface Findings {
  /** Violations, as text; empty if everything held. */
  readonly problems: readonly string[]
  readonly paths: Readonly<Record<Path, PathFindings>>
  readonly latency: Readonly<Record<Window, Percentiles>>
  /** How long the database was down for its own client, which tries ten times a second. */
  readonly outageSeconds: number
  readonly rows: Rows
  readonly edits: Edits
  readonly counters: Counters
  /** How often a container of the API restarted. */
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
  /** By outcome: a status such as `503`, or the code of a socket error such as `ECONNRESET`. */
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
  /** Acknowledged but missing. */
  readonly lost: number
  /** Found more than once. */
  readonly doubled: number
  /** Found although the answer was a failure or missing. */
  readonly unanswered: number
}

/** Of pages: each edit is a version, found by its summary. */
export interface Edits extends Rows {
  /** Pages whose versions do not count up from 1 without gaps to the current one. */
  readonly gaps: number
}

/** Creations since the run began, according to every replica's metrics, and the actual rows. */
export interface Counters {
  readonly users: { readonly counter: number; readonly rows: number }
  readonly posts: { readonly counter: number; readonly rows: number }
}

/** Of the whole trial, in steps of `stepSeconds`; the first step is the first of the window `before`. */
export interface Timeline {
  readonly stepSeconds: number
  /** When the window `during` began and ended, from the beginning of the timeline. */
  readonly during: readonly [number, number]
  /**
   * Requests by the step in which they were sent: number of good answers, number of failures, the longest latency of a
   * good answer.
   */
  readonly good: readonly number[]
  readonly failed: readonly number[]
  readonly longestMs: readonly number[]
  /** Good answers by the step in which they arrived: few in an outage, many just after it. */
  readonly answered: readonly number[]
}
