/** How long a server waits for its clients, in milliseconds. */
export const httpLimits = {
  /** Longer than any proxy in front keeps an idle connection (Traefik: 90 s): the proxy closes first, so no request is lost. */
  keepAliveMs: 95_000,
  /** A client reads nothing of its answer. */
  stuckMs: 60_000,
  /** A request comes whole, and its headers do. */
  requestMs: 30_000,
  headersMs: 15_000,
  /** Less than 4 KiB have come of what a client sends, or went of what it is sent. */
  standstillMs: 20_000,
  /** How often it is looked whether clients that wait for an answer have left. */
  departureMs: 1_000,
  /** How often it is looked for connections that have been idle for too long. */
  sweepMs: 5_000,
}

export type HttpLimits = Readonly<typeof httpLimits>

/** A client that waits for an answer reads nothing either. @param requestDeadlineMs how long that may take */
export function limitsFor(requestDeadlineMs: number): HttpLimits {
  return { ...httpLimits, stuckMs: Math.max(httpLimits.stuckMs, requestDeadlineMs + 5_000) }
}
