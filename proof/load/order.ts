/** Input of the load generator, one JSON text per line; the first line is the order. */
export interface Order {
  /** The address of each path, such as `{service: 'http://wiki-api.default'}`. */
  readonly targets: Readonly<Record<string, string>>
  /** The Host header, by which the ingress selects the release. */
  readonly host: string
  /** Requests per second, over all paths. */
  readonly rate: number
  /** Prefix of all its texts, which distinguishes its rows from others. */
  readonly mark: string
}

export interface Command {
  /** `pause` is answered when every request has ended, the others immediately. */
  readonly command: 'pause' | 'resume' | 'mark'
}

/** Output, one JSON text per line. Times are in milliseconds since 1970. */
export type Message =
  | { readonly event: 'started' | 'paused' | 'resumed' | 'mark'; readonly at: number }
  | { readonly event: 'ended'; readonly requests: readonly Ended[] }

/** A request and its outcome. */
export interface Ended {
  readonly path: string
  readonly kind: Kind
  /** When it was due: the latency counts from then (no co-ordinated omission). */
  readonly at: number
  readonly latencyMs: number
  /** Undefined if it was good; otherwise a status, the code of a socket error, or a description. */
  readonly failure?: string
  /** For a write: the unique text that it stores; for a page or an edit, the summary of the version. */
  readonly text?: string
}

/** When its end was known, in milliseconds since 1970. */
export function endOf({ at, latencyMs }: Ended): number {
  return at + latencyMs
}

export type Kind = 'user' | 'post' | 'page' | 'edit' | 'read' | 'list'
