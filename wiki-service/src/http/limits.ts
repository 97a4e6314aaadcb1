/** How long the server waits for clients, in milliseconds. */
export const httpLimits = {
  /**
   * Longer than the idle timeout of any proxy in front (Traefik: 90 s): the proxy closes first, so no request is lost.
   */
  keepAliveMs: 95_000,
  /** The client reads nothing of its answer. */
  stuckMs: 60_000,
  /** From the first byte of a request to its last, and to the end of its headers. */
  requestMs: 30_000,
  headersMs: 15_000,
  /** Less than 4 KiB were received or sent. */
  standstillMs: 20_000,
  /** How often waiting clients are checked for having left. */
  departureMs: 1_000,
  /** How often connections are checked for having been idle for too long. */
  sweepMs: 5_000,
}

export type HttpLimits = Readonly<typeof httpLimits>

/** A client that waits for an answer reads nothing either. @param requestDeadlineMs how long that answer may take */
export function limitsFor(requestDeadlineMs: number): HttpLimits {
  return { ...httpLimits, stuckMs: Math.max(httpLimits.stuckMs, requestDeadlineMs + 5_000) }
}
