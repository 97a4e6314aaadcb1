import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement } from '../database/statement.ts'

/** Changes of accounts, sessions, tokens and roles. Most rows are written by the statement that makes the change. */
export interface AuditLog {
  /** @param about the account concerned, if there is one */
  note(
    action: string,
    about: { readonly userId: number | null; readonly client: string },
    deadline: number,
  ): Promise<void>
}

export function auditLog(context: BatchingContext): AuditLog {
  const note = loneCall(noteAction, 'writeLanes', context)
  return {
    async note(action, { userId, client }, deadline) {
      await note([action, userId, client], deadline)
    },
  }
}

const noteAction = statement<readonly [number]>(
  'audit.note',
  [number],
  'insert into audit_log (action, user_id, client) values ($1, $2, $3) returning 1',
)
