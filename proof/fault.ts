import type { IngressController } from './stage/ingress-controller.ts'
import type { Nodes } from './stage/nodes.ts'
import type { Operator } from './stage/operator.ts'
import type { Release } from './stage/release.ts'
import type { Volume } from './stage/volume.ts'

/** A fault inflicted on a release that is in use. Each is a file in tests/faults. */
export interface Fault {
  /** What happens, for readers of the report, such as `PostgreSQL paused (SIGSTOP)`. */
  readonly title: string
  /** @returns the reason if it cannot be inflicted here; undefined if it can */
  impossible?(scene: Scene): string | undefined
  /** Inflicts it. Resolves once it has happened; for a roll-out, when that is complete. */
  do(scene: Scene): Promise<void>
  /**
   * For a fault that does not end on its own: undoes it, `outageSeconds` after it was inflicted, even if only half of
   * it was.
   */
  undo?(scene: Scene): Promise<void>
  readonly mustHold: Expectation
}

/**
 * What must hold in addition to the general claims: no row lost or duplicated, counters equal to rows, no failure once
 * it is over.
 */
export interface Expectation {
  readonly failures: Tolerance
  /** Bounds the longest gap by the database's outage plus two seconds. */
  readonly gapWithinOutage?: boolean
  /** Maximum of the longest gap, in seconds. */
  readonly gapAtMost?: number | undefined
  /** How many restarts of the API's containers it causes. Liveness must never cause any. */
  readonly apiRestarts?: number
}

/** Which requests may fail. */
export type Tolerance =
  | 'none'
  /** Requests in progress in the killed process; at the Service, also new connections to it. */
  | 'cut'
  /** Writes, with the status 503. */
  | 'refused writes'
  /** Requests through the ingress. */
  | 'ingress'
  /** Any, while it lasts, because no replica exists. */
  | 'outage'

/** What faults act on. */
export interface Scene {
  readonly release: Release
  readonly nodes: Nodes
  /** Of the database, if the release was installed for the proof. */
  readonly volume: Volume | undefined
  readonly ingressController: IngressController | undefined
  /** CloudNativePG's, if the release's database is one of its clusters. */
  readonly operator: Operator | undefined
  /** An image of the API with one more migration. */
  readonly nextImage: string | undefined
  /** An image of a newer PostgreSQL with the same major version. */
  readonly nextDatabaseImage: string | undefined
  readonly outageSeconds: number
}
