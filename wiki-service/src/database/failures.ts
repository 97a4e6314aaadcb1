import pg from 'pg'
import { reasonFor } from './reasons.ts'

/**
 * What a failure of the database means for the caller. Nothing else in the service reads error codes.
 * - lost: the connection broke; the statement may or may not have been executed
 * - refused: no connection was available; nothing was executed
 * - conflict: the transaction was rolled back; a retry may succeed
 * - read_only: connected to a server that does not accept writes
 * - unavailable: the server answers but cannot do it now (disk full, out of memory)
 * - rejected: the data was refused; a retry changes nothing
 * - bug: our mistake
 */
export type Failure = 'lost' | 'refused' | 'conflict' | 'read_only' | 'unavailable' | 'rejected' | 'bug'

export function failureOf(error: unknown): Failure {
  if (error instanceof NoConnection) return 'refused'
  const code = codeOf(error)
  if (code === undefined) return isBrokenConnection(error) ? 'lost' : 'bug'
  return byCode[code] ?? byClass[code.slice(0, 2)] ?? (/^(ERR_(SSL|TLS|OSSL)|EPROTO|EIO)/.test(code) ? 'lost' : 'bug')
}

/** The server, the database or the role has as many connections as it may have. */
export function isFullServer(error: unknown): boolean {
  return codeOf(error) === '53300'
}

/** Whatever was thrown. */
export function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

/** No connection was available: nothing was executed, so a retry is safe. */
export class NoConnection extends Error {
  constructor(cause: unknown) {
    super('no connection', { cause })
  }
}

/** The connection is intact, but the server has not answered. */
export class NoAnswer extends Error {
  readonly code = 'no_answer'
}

/** The server sent something that cannot answer the statement. */
export class UnexpectedAnswer extends Error {
  readonly code = 'unexpected_answer'

  constructor(what: string, cause?: unknown) {
    super(`the server sent ${what}`, { cause })
  }
}

/** The server does not speak PostgreSQL's protocol. */
export class NotPostgres extends Error {
  readonly code = 'not_postgres'
}

/** The server does not offer TLS, but `sslmode` requires it. */
export class NoTls extends Error {
  readonly code = 'no_tls'
}

/** The server's version is not supported. */
export class TooOld extends Error {
  readonly code = 'too_old'
}

/** A server in recovery, such as a replica or a demoted primary: it accepts no writes, and its data may be old. */
export class Standby extends Error {
  readonly code = '25006'
}

/** A certificate or key file cannot be used. */
export class CertificateFileError extends Error {
  readonly code = 'certificate_file'
}

/** No answer came in time on an intact connection: others of the same age may be dead as well. */
export function isSilence(error: unknown): boolean {
  return error instanceof NoAnswer || codeOf(error) === 'ETIMEDOUT'
}

/** Whether the connection that reported the failure must be closed. */
export function breaksConnection(failure: Failure): boolean {
  return failure === 'lost' || failure === 'refused' || failure === 'read_only' || failure === 'bug'
}

export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint
}

export function isForeignKeyViolation(error: unknown): boolean {
  return codeOf(error) === '23503'
}

/** Whether another attempt with the opposite choice of encryption might succeed; libpq makes one. */
export function mayDependOnTls(error: unknown): boolean {
  const code = codeOf(error) ?? ''
  // A server's refusal: login rules depend on encryption, passwords do not. Otherwise: a server was reached.
  return /^[0-9A-Z]{5}$/.test(code)
    ? code === '28000'
    : /^(ERR_|EPROTO|ECONNRESET|CERT_|no_tls)|_CERT|SIGNATURE/.test(code)
}

/** One line for a log or a probe's answer; contains no address, user or data. */
export function describeFailure(error: unknown): string {
  const cause = error instanceof NoConnection ? error.cause : error
  return reasonFor(codeOf(error), cause instanceof Error ? cause.message : String(cause))
}

export const readOnlyReason = reasonFor('25006', '')

// https://www.postgresql.org/docs/18/errcodes-appendix.html, and errno names of Node.
const byCode: Readonly<Record<string, Failure>> = {
  '57P01': 'lost', // admin_shutdown
  '57P02': 'lost', // crash_shutdown
  '57P03': 'refused', // cannot_connect_now: starting up or shutting down
  '57P04': 'lost', // database_dropped
  '57P05': 'lost', // idle_session_timeout
  '25P03': 'lost', // idle_in_transaction_session_timeout
  '26000': 'lost', // a prepared statement that a pooler in between has forgotten
  '34000': 'lost', // a portal that the server has forgotten
  '42P05': 'lost', // a prepared statement of the same name is there already
  '0A000': 'lost', // a prepared statement whose tables have been altered since
  '53300': 'refused', // too_many_connections
  '25006': 'read_only', // read_only_sql_transaction: a demoted primary
  '40001': 'conflict', // serialization_failure
  '40P01': 'conflict', // deadlock_detected
  '55P03': 'conflict', // lock_not_available
  '57014': 'conflict', // query_canceled: statement_timeout
  '22021': 'rejected', // character_not_in_repertoire
  '28P01': 'refused', // invalid_password: an operator fixes it while we wait
  '28000': 'refused', // invalid_authorization_specification
  '3D000': 'refused', // invalid_catalog_name: the database does not exist (yet)
  '42501': 'unavailable', // insufficient_privilege
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
  no_answer: 'lost',
  unexpected_answer: 'lost',
  not_postgres: 'lost',
}

const byClass: Readonly<Record<string, Failure>> = {
  '08': 'lost',
  '22': 'rejected',
  '23': 'rejected',
  '53': 'unavailable',
  '58': 'unavailable',
  XX: 'conflict', // internal errors, such as a cache look-up that lost a race with a restore
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  if (error instanceof NoConnection) return codeOf(error.cause)
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Errors that pg and pg-pool raise without a code (pg 8.23, lib/client.js and pg-pool's index.js). */
function isBrokenConnection(error: unknown): boolean {
  return (
    // A server's error without an SQLSTATE, or what the driver mistakes for one.
    error instanceof pg.DatabaseError ||
    (error instanceof Error &&
      /Connection terminated|Client has encountered a connection error|Query read timeout|timeout expired|timeout exceeded|Client was closed|not queryable/i.test(
        error.message,
      ))
  )
}
