import pg from 'pg'

/**
 * What a failure of the database means for the caller. Nothing else in the service reads error codes.
 * - lost: the connection broke; a statement under way may or may not have been carried out
 * - refused: no connection could be had; nothing was carried out
 * - conflict: the transaction was rolled back and may work when tried again
 * - read_only: connected to a server that does not take writes (any more)
 * - unavailable: the server answers and cannot do it now (disk full, out of memory)
 * - rejected: the data was refused; trying again changes nothing
 * - bug: our mistake
 */
export type Failure = 'lost' | 'refused' | 'conflict' | 'read_only' | 'unavailable' | 'rejected' | 'bug'

export function failureOf(error: unknown): Failure {
  if (error instanceof NoConnection) return 'refused'
  const code = codeOf(error)
  if (code === undefined) return isBrokenConnection(error) ? 'lost' : 'bug'
  return byCode[code] ?? byClass[code.slice(0, 2)] ?? 'bug'
}

/** No connection could be had, for whatever reason: nothing was asked, and asking again is safe. */
export class NoConnection extends Error {
  constructor(cause: unknown) {
    super('no connection', { cause })
  }
}

/** The connection did not break, but the server has not answered. */
export class NoAnswer extends Error {}

/** The connection did not break, but no answer came in time: others that are as old may be dead as well. */
export function isSilence(error: unknown): boolean {
  return error instanceof NoAnswer || codeOf(error) === 'ETIMEDOUT'
}

/** Whether the connection that reported the failure is of no further use. */
export function breaksConnection(failure: Failure): boolean {
  return failure === 'lost' || failure === 'refused' || failure === 'read_only' || failure === 'bug'
}

export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint
}

export function isForeignKeyViolation(error: unknown): boolean {
  return codeOf(error) === '23503'
}

/** One line for a log or a probe's answer; names no address, user or data. */
export function describeFailure(error: unknown): string {
  const code = codeOf(error)
  return (
    (code !== undefined && words[code]) ||
    (isBrokenConnection(error) ? 'connection lost' : `failed${code ? ` with ${code}` : ''}`)
  )
}

// https://www.postgresql.org/docs/18/errcodes-appendix.html, and errno names of Node.
const byCode: Readonly<Record<string, Failure>> = {
  '57P01': 'lost', // admin_shutdown
  '57P02': 'lost', // crash_shutdown
  '57P03': 'refused', // cannot_connect_now: starting up or shutting down
  '57P04': 'lost', // database_dropped
  '57P05': 'lost', // idle_session_timeout
  '25P03': 'lost', // idle_in_transaction_session_timeout
  '26000': 'lost', // a prepared statement that a pooler in between has forgotten
  '42P05': 'lost', // a prepared statement of the same name is there already
  '0A000': 'lost', // a prepared statement whose tables have been altered since
  '53300': 'refused', // too_many_connections
  '25006': 'read_only', // read_only_sql_transaction: a demoted primary
  '40001': 'conflict', // serialization_failure
  '40P01': 'conflict', // deadlock_detected
  '55P03': 'conflict', // lock_not_available
  '57014': 'conflict', // query_canceled: statement_timeout
  '22021': 'rejected', // character_not_in_repertoire
  '28P01': 'refused', // invalid_password: mended by an operator while we wait
  '28000': 'refused', // invalid_authorization_specification
  '3D000': 'refused', // invalid_catalog_name: the database does not exist (yet)
  '42P01': 'unavailable', // undefined_table: a restore is under way
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'refused',
  EAI_AGAIN: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENOENT: 'refused', // the unix socket is not there
  ECONNRESET: 'lost',
  ECONNABORTED: 'lost',
  ERR_STREAM_DESTROYED: 'lost',
  ERR_STREAM_WRITE_AFTER_END: 'lost',
  EPIPE: 'lost',
  ETIMEDOUT: 'lost',
}

const byClass: Readonly<Record<string, Failure>> = {
  '08': 'lost',
  '22': 'rejected',
  '23': 'rejected',
  '53': 'unavailable',
  '58': 'unavailable',
  XX: 'conflict', // internal errors, such as a cache look-up that lost a race with a restore
}

const words: Readonly<Record<string, string>> = {
  '28P01': 'password refused',
  '28000': 'user refused',
  '3D000': 'database does not exist',
  '53300': 'too many connections',
  '53100': 'disk full',
  '57P01': 'shutting down',
  '57P02': 'crashed',
  '57P03': 'starting up or shutting down',
  '25006': 'read-only server',
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name not resolved',
  ENOENT: 'socket does not exist',
  ECONNRESET: 'connection reset',
  ETIMEDOUT: 'timed out',
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  if (error instanceof NoConnection) return codeOf(error.cause)
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The errors that pg and pg-pool raise without a code (pg 8.23, lib/client.js and pg-pool's index.js). */
function isBrokenConnection(error: unknown): boolean {
  return (
    error instanceof NoAnswer ||
    (error instanceof Error &&
      /Connection terminated|Client has encountered a connection error|Query read timeout|timeout expired|timeout exceeded|Client was closed|not queryable/i.test(
        error.message,
      ))
  )
}
