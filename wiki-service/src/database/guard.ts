import { AsyncLocalStorage } from 'node:async_hooks'
import type { SessionSetting } from './session-settings.ts'

/** What the database lets a statement do. Statements of the service itself run without. */
export interface StatementGuard {
  readonly level: 'nobody' | 'reader' | 'writer' | 'admin'
  /** In whose name a writer writes; 0 for the others. */
  readonly userId: number
}

/** Of a request: for what it reads, where callers share statements, and for what it writes. */
export interface RequestGuard {
  readonly read: StatementGuard
  readonly write: StatementGuard
}

/**
 * Every statement of a request carries its guard, through any number of functions. If each of them had to pass it on, one
 * could forget it, as one could forget the policy. Both are unset in open mode.
 */
export const requestGuard = new AsyncLocalStorage<RequestGuard>()
export const statementGuard = new AsyncLocalStorage<StatementGuard | undefined>()

/** For the time of a transaction. @param hasRoles whether the roles of migration 0027 can be taken */
export function settingsOf({ level, userId }: StatementGuard, hasRoles: boolean): readonly SessionSetting[] {
  if (hasRoles)
    return [
      ['role', `wiki_${level}`],
      ['wiki.user_id', String(userId)],
    ]
  return level === 'nobody' || level === 'reader' ? [['transaction_read_only', 'on']] : []
}

export const withoutGuard: readonly SessionSetting[] = [
  ['role', 'none'],
  ['wiki.user_id', ''],
]
