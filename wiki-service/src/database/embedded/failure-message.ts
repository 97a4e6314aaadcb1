import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

/** Describes any failure in one line for people. */
export function explainFailure(error: unknown, dataDirectory: string): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT' || /No space left|quota exceeded/i.test(message)) {
    return new EmbeddedPostgresError(
      'no_space',
      `No space is left for the database in ${dataDirectory}: free some, or set WIKI_DATA_DIR to a directory on another disk`,
      error,
    )
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || /Permission denied/.test(message)) {
    return notWritable(dataDirectory, message, error)
  }
  return new EmbeddedPostgresError(
    'failed',
    `The embedded PostgreSQL in ${dataDirectory} did not start: ${message}: ` +
      'set WIKI_DATA_DIR to another directory, or DATABASE_URL to a PostgreSQL of your own',
    error,
  )
}

export function notWritable(dataDirectory: string, detail: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'not_writable',
    `The data directory ${dataDirectory} cannot be used (${detail}): ` +
      'let this user read and write it, or set WIKI_DATA_DIR to another directory',
    cause,
  )
}
