import type { RequestGuard, StatementGuard } from '../database/guard.ts'
import type { Identity } from './identity.ts'

/**
 * What the database allows a request to do. Derived from its identity, independently of the policy, so that a mistake
 * there has no effect here.
 * @param publicRead whether everybody may read
 */
export function guardOf(identity: Identity, publicRead: boolean): RequestGuard {
  if (identity.kind === 'anonymous') return publicRead ? publicReader : nobody
  if (identity.role === 'reader' || identity.scope === 'read') return reader
  if (identity.role === 'admin' && identity.scope === 'admin') return admin
  const known = writers.get(identity)
  if (known !== undefined) return known
  const guard: RequestGuard = { read: reading, write: { level: 'writer', userId: identity.userId } }
  writers.set(identity, guard)
  return guard
}

const refusing: StatementGuard = { level: 'nobody', userId: 0 }
const reading: StatementGuard = { level: 'reader', userId: 0 }

const nobody: RequestGuard = { read: refusing, write: refusing }
const publicReader: RequestGuard = { read: reading, write: refusing }
const reader: RequestGuard = { read: reading, write: reading }
const admin: RequestGuard = { read: reading, write: { level: 'admin', userId: 0 } }

/** Calls with the same guard share a statement. */
const writers = new WeakMap<Identity, RequestGuard>()
