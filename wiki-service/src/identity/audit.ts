import { instantSql } from '../database/instant.ts'
import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'

interface AuditRow {
  readonly id: number
  /** RFC 3339. */
  readonly time: string
  readonly action: string
  readonly actorId: number | null
  readonly userId: number | null
  readonly client: string
  /** JSON. */
  readonly detail: string
}

/** Changes of accounts, sessions, tokens and roles. Most rows are written by the statement that makes the change. */
export interface AuditLog {
  /** @param about the account concerned, if there is one */
  note(
    action: string,
    about: { readonly userId: number | null; readonly client: string },
    deadline: number,
  ): Promise<void>
  /** Newest first, before the given id. */
  latest(before: number, limit: number, deadline: number): Promise<readonly AuditRow[]>
}

export function auditLog(context: BatchingContext): AuditLog {
  const note = loneCall(noteAction, 'writeLanes', context)
  const latest = loneCall(latestActions, 'readLanes', context)
  return {
    async note(action, { userId, client }, deadline) {
      await note([action, userId, client], deadline)
    },
    async latest(before, limit, deadline) {
      const rows = await latest([before, limit], deadline)
      return rows.map(([id, time, action, actorId, userId, client, detail]) => ({
        id,
        time,
        action,
        actorId,
        userId,
        client,
        detail,
      }))
    },
  }
}

const noteAction = statement<readonly [number]>(
  'audit.note',
  [number],
  'insert into audit_log (action, user_id, client) values ($1, $2, $3) returning 1',
)

const latestActions = statement<readonly [number, string, string, number | null, number | null, string, string]>(
  'audit.latest',
  [number, text, text, number, number, text, text],
  `
  select id::numeric, ${instantSql('time')}, action, actor_id, user_id, client, detail::text
  from audit_log where id < $1::numeric order by id desc limit $2`,
)
