import type { IngressController } from './stage/ingress-controller.ts'
import type { Nodes } from './stage/nodes.ts'
import type { Operator } from './stage/operator.ts'
import type { Release } from './stage/release.ts'
import type { Volume } from './stage/volume.ts'

/** Something bad that happens to a release while it is used. Each is a file in tests/faults. */
export interface Fault {
  /** What happens, for readers of the report, such as `PostgreSQL paused (SIGSTOP)`. */
  readonly title: string
  /** @returns why it cannot be done here, in words; undefined where it can */
  impossible?(scene: Scene): string | undefined
  /** Resolves when it has happened; if it is a roll-out, when that is over. */
  do(scene: Scene): Promise<void>
  /** Of a fault that does not end by itself: takes it back, `outageSeconds` after it was done, and also where it was done by half. */
  undo?(scene: Scene): Promise<void>
  readonly mustHold: Expectation
}

/** What must hold besides what always must: no row lost, none twice, counters equal to rows, no failure once it is over. */
export interface Expectation {
  readonly failures: Tolerance
  /** The longest gap is at most the database's outage and two seconds. */
  readonly gapWithinOutage?: boolean
  /** The longest gap, in seconds. */
  readonly gapAtMost?: number | undefined
  /** How often containers of the API are started again by it. Liveness must never do that. */
  readonly apiRestarts?: number
}

/** Which requests may fail. */
export type Tolerance =
  | 'none'
  /** Those under way in the process that was killed; at the Service, also those whose new connection it would have taken. */
  | 'cut'
  /** Writes, with the status 503. */
  | 'refused writes'
  /** Those through the ingress. */
  | 'ingress'
  /** Any, for as long as it lasts: no replica is there. */
  | 'outage'

/** What faults act on. */
export interface Scene {
  readonly release: Release
  readonly nodes: Nodes
  /** Of the database, where the release was installed for the proof. */
  readonly volume: Volume | undefined
  readonly ingressController: IngressController | undefined
  /** CloudNativePG's, where the release's database is its. */
  readonly operator: Operator | undefined
  /** An image of the API with one more migration. */
  readonly nextImage: string | undefined
  /** An image of a newer PostgreSQL of the same major version. */
  readonly nextDatabaseImage: string | undefined
  readonly outageSeconds: number
}
