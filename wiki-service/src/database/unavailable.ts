/** The request could not be served now and may be retried: answered 503 with Retry-After. */
export class Unavailable extends Error {
  /** For the metric of refused requests. */
  readonly reason: 'queue_full' | 'memory' | 'database_away'

  constructor(reason: Unavailable['reason'], cause?: unknown) {
    super(reason, { cause })
    this.reason = reason
  }
}
