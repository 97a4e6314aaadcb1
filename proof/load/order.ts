/** What the generator of load is told, one JSON text a line; the first line is the order. */
export interface Order {
  /** Where each path leads, such as `{service: 'http://wiki-api.default'}`. */
  readonly targets: Readonly<Record<string, string>>
  /** The Host that the requests name: the ingress knows the release by it. */
  readonly host: string
  /** Requests per second, over all paths. */
  readonly rate: number
  /** What all its texts begin with, so that its rows are told from others. */
  readonly mark: string
}

export interface Command {
  /** `pause` is answered when every request has its end, the others at once. */
  readonly command: 'pause' | 'resume' | 'mark'
}

/** What it says, one JSON text a line. Times are milliseconds since 1970. */
export type Message =
  | { readonly event: 'started' | 'paused' | 'resumed' | 'mark'; readonly at: number }
  | { readonly event: 'ended'; readonly requests: readonly Ended[] }

/** A request and what became of it. */
export interface Ended {
  readonly path: string
  readonly kind: Kind
  /** When it was to be sent: the latency counts from there (no co-ordinated omission). */
  readonly at: number
  readonly latencyMs: number
  /** Undefined when it was good; else a status, the code of a socket's error, or words. */
  readonly failure?: string
  /** Of a write: what it stores, which nothing else does; of a page and an edit that is the summary of the version. */
  readonly text?: string
}

/** When its end was known, milliseconds since 1970. */
export function endOf({ at, latencyMs }: Ended): number {
  return at + latencyMs
}

export type Kind = 'user' | 'post' | 'page' | 'edit' | 'read' | 'list'
