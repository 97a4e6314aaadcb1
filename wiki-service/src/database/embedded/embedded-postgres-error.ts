import { StartFailure } from '../../start-failure.ts'

/** Why the embedded PostgreSQL cannot run here. `message` is one line for people: the cause and the fix. */
export class EmbeddedPostgresError extends StartFailure {
  override readonly name = 'EmbeddedPostgresError'
  readonly reason: EmbeddedPostgresProblem

  constructor(reason: EmbeddedPostgresProblem, message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

export type EmbeddedPostgresProblem =
  | 'no_binaries'
  | 'no_account'
  | 'in_use'
  | 'other_version'
  | 'not_a_database'
  | 'not_writable'
  | 'no_space'
  | 'failed'
