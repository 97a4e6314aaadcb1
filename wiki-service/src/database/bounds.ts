/** Every wait on the database, in milliseconds, and how many connections open at once. Each bound is shorter than the one that contains it; a test asserts the nesting. */
export const bounds = {
  /** A statement gives up waiting for a lock. */
  lockTimeoutMs: 1_000,
  /** PostgreSQL cancels a statement. */
  statementTimeoutMs: 3_000,
  /** The client stops waiting for an answer and drops the connection: the server is frozen or the network swallows packets. */
  queryTimeoutMs: 4_000,
  /** A new connection is ready to use. Together with reconnectMaxMs under 2 s: how long after its return the database is noticed. */
  connectTimeoutMs: 1_000,
  /** Connections of one process that are being opened at the same time, besides the prober's. */
  connectsAtOnce: 2,
  /** At the end: connections whose server acknowledges nothing are cut. */
  closeTimeoutMs: 1_000,
  /** Pause between two attempts of the prober: starts at the first, doubles up to the second, jittered. */
  reconnectMinMs: 50,
  reconnectMaxMs: 800,
  /** The prober asks an idle, healthy connection this often, and waits so long for the answer. */
  probeIntervalMs: 1_000,
  probeTimeoutMs: 2_000,
  /** Pause before a statement is tried again that failed without the connection having been lost; doubles, jittered. */
  retryMinMs: 5,
  retryMaxMs: 250,
  /** A migration may wait for other replicas that run it, and may take long on big tables. */
  migrationLockTimeoutMs: 60_000,
  migrationStatementTimeoutMs: 30 * 60_000,
} as const
