import type { Identity } from './identity.ts'

/**
 * Who is permitted, in accounts mode.
 * - `everybody`: anybody, without looking up who they are
 * - `visitor`: anybody, identified if signed in
 * - `read`: every account, and with WIKI_PUBLIC_READ everybody
 * - `write`: editors and admins, by a session or a token that may write
 * - `admin`: admins, by a session or a token for administration
 * - `person`: every account, only by a session
 */
export type Permission = 'everybody' | 'visitor' | 'read' | 'write' | 'admin' | 'person'

/**
 * Every route, by method and template. HEAD counts as GET. The service does not start with a route that is missing
 * here: see Gate. docs/permissions.md is generated from this table.
 */
export const policy: Readonly<Record<string, Permission>> = {
  'GET /users': 'read',
  'POST /users': 'admin',
  'GET /users/:id': 'read',
  'GET /user/:id': 'read',
  'GET /posts': 'read',
  'POST /posts': 'write',
  'GET /posts/:id': 'read',
  'GET /pages': 'read',
  'POST /pages': 'write',
  'GET /pages/:id': 'read',
  'PUT /pages/:id': 'write',
  'PATCH /pages/:id': 'write',
  'DELETE /pages/:id': 'write',
  'GET /pages/by-path/*': 'read',
  'PUT /pages/by-path/*': 'write',
  'POST /pages/:id/restore': 'write',
  'POST /pages/:id/move': 'write',
  'POST /pages/:id/append': 'write',
  'GET /pages/:id/revisions': 'read',
  'GET /pages/:id/revisions/:version': 'read',
  'GET /pages/:id/diff': 'read',
  'GET /pages/:id/backlinks': 'read',
  'GET /wanted': 'read',
  'GET /orphans': 'read',
  'GET /trash': 'write',
  'GET /changes': 'read',
  'GET /search': 'read',
  'POST /preview': 'write',
  'GET /problems': 'everybody',
  'GET /problems/:name': 'everybody',
  'GET /health/live': 'everybody',
  'GET /health/ready': 'everybody',
  'GET /health/startup': 'everybody',
  'GET /metrics': 'everybody',
  'GET /docs': 'everybody',
  'GET /openapi.json': 'everybody',
  'GET /assets/:name': 'everybody',
  // For programs: the list of routes.
  'GET /': 'everybody',
  'GET / as HTML': 'read',
  'GET /wiki': 'everybody',
  'GET /wiki/*': 'read',
  'GET /wiki/*/-/edit': 'write',
  'GET /wiki/*/-/merge': 'write',
  'GET /wiki/*/-/move': 'write',
  'GET /wiki/*/-/preview': 'write',
  'POST /wiki/*': 'write',
  'GET /wiki/-/about': 'read',
  'GET /wiki/-/changes': 'read',
  'GET /wiki/-/keyboard': 'visitor',
  'GET /wiki/-/new': 'write',
  'POST /wiki/-/new': 'write',
  'POST /wiki/-/new/preview': 'write',
  'GET /wiki/-/pages': 'read',
  'GET /wiki/-/pages/orphans': 'read',
  'GET /wiki/-/pages/wanted': 'read',
  // Colours and keys, which the browser remembers.
  'GET /wiki/-/preferences': 'visitor',
  'POST /wiki/-/preferences': 'visitor',
  'GET /wiki/-/search': 'read',
  'GET /wiki/-/trash': 'write',
  'POST /wiki/-/trash': 'write',
  'GET /wiki/-/users/:id': 'read',
  'GET /sign-in': 'visitor',
  'POST /sign-in': 'visitor',
  'GET /sign-in/done': 'visitor',
  'GET /sign-in/link': 'visitor',
  'POST /sign-in/link': 'visitor',
  'GET /sign-in/with/:provider': 'visitor',
  'GET /sign-in/with/:provider/return': 'visitor',
  'POST /sign-out': 'visitor',
  'GET /settings': 'person',
  'POST /settings/password': 'person',
  'POST /settings/sessions': 'person',
  'GET /settings/tokens': 'person',
  'POST /settings/tokens': 'person',
  'GET /settings/tokens/:id/revoke': 'person',
  'POST /settings/tokens/:id/revoke': 'person',
  'GET /settings/members': 'admin',
  'POST /settings/members': 'admin',
  'POST /settings/members/new': 'admin',
  'POST /settings/members/requests': 'admin',
  'GET /settings/members/:id': 'admin',
  'POST /settings/members/:id': 'admin',
}

export function mayDo(permission: Permission, identity: Identity, publicRead: boolean): boolean {
  if (permission === 'everybody' || permission === 'visitor') return true
  if (identity.kind === 'anonymous') return permission === 'read' && publicRead
  const { role, scope, via } = identity
  switch (permission) {
    case 'read':
      return true
    case 'write':
      return role !== 'reader' && scope !== 'read'
    case 'admin':
      return role === 'admin' && scope === 'admin'
    case 'person':
      return via === 'session'
    default:
      return permission satisfies never
  }
}

/** Whether it may write as a user. @param identity undefined in open mode, in which everybody may */
export function mayWriteAs(identity: Identity | undefined, userId: number): boolean {
  if (identity === undefined) return true
  if (identity.kind === 'anonymous') return false
  return identity.userId === userId || mayDo('admin', identity, false)
}

/** Whether it sees the content of the trash: the history of a deleted page is visible to those who may restore it. */
export function seesTrash(identity: Identity | undefined): boolean {
  return identity === undefined || mayDo('write', identity, false)
}
