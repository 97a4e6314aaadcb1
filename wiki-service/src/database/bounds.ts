/**
 * Every wait for the database, in milliseconds, and how many connections open at once. Each bound is shorter than the
 * one that contains it; a test asserts the nesting.
 */
export const bounds = {
  /** Until a statement gives up waiting for a lock. */
  lockTimeoutMs: 1_000,
  /** Until PostgreSQL cancels a statement. */
  statementTimeoutMs: 3_000,
  /**
   * Until the client drops the connection of an unanswered statement: the server is frozen, or the network swallows
   * packets.
   */
  queryTimeoutMs: 4_000,
  /**
   * Until a new connection must be ready. Together with reconnectMaxMs it is below 1.5 s, the time in which the service
   * notices that the database is back.
   */
  connectTimeoutMs: 1_000,
  /** Connections that one process opens at the same time, apart from the prober's. */
  connectsAtOnce: 2,
  /** How long a process makes do with the connections that it has when the server has no more. */
  fullServerMs: 5_000,
  /** At shutdown, until connections to an unresponsive server are cut. */
  closeTimeoutMs: 1_000,
  /** Time from one attempt of the prober to the next: doubles from the first value to the second, jittered. */
  reconnectMinMs: 50,
  reconnectMaxMs: 400,
  /** How often the prober checks an idle, healthy connection, and how long it waits for the answer. */
  probeIntervalMs: 1_000,
  probeTimeoutMs: 2_000,
  /** Pause before a failed statement is retried on an intact connection; doubles, jittered. */
  retryMinMs: 5,
  retryMaxMs: 250,
  /** A migration may wait for other replicas that run it, and may take long on big tables. */
  migrationLockTimeoutMs: 60_000,
  migrationStatementTimeoutMs: 30 * 60_000,
} as const
