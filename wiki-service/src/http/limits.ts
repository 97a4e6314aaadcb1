/** Longer than any proxy in front keeps an idle connection (Traefik: 90 s): the proxy closes first, so no request is lost. */
export const keepAliveTimeoutMs = 95_000

/** A client that reads nothing of its answer. */
export const stuckTimeoutMs = 60_000

/** Slow clients: a request comes whole within so long, its headers in half of that. */
export const requestTimeoutMs = 30_000
export const headersTimeoutMs = 15_000
