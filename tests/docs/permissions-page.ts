import { writeFileSync } from 'node:fs'
import type { Identity } from '../../wiki-service/src/identity/identity.ts'
import { mayDo, type Permission, policy } from '../../wiki-service/src/identity/policy.ts'

/** docs/permissions.md, generated from the policy of the service. */
export const page = new URL('../../docs/permissions.md', import.meta.url)

const account = { kind: 'account', userId: 1, name: '', scope: 'admin', via: 'session' } as const
const token = { ...account, role: 'admin', via: 'token' } as const

const columns: Readonly<Record<string, Identity>> = {
  nobody: { kind: 'anonymous' },
  reader: { ...account, role: 'reader' },
  editor: { ...account, role: 'editor' },
  admin: { ...account, role: 'admin' },
  'disabled account': { kind: 'anonymous' },
  'read token': { ...token, scope: 'read' },
  'write token': { ...token, scope: 'write' },
  'expired token': { kind: 'anonymous' },
}

export function permissionsPage(): string {
  return `# Who may do what

With \`WIKI_AUTH=accounts\`, every route asks this table (\`wiki-service/src/identity/policy.ts\`). Accounts are signed in with a browser; the
tokens are an admin's. *401* is the answer to an unknown caller; a browser goes to the sign-in page instead. *403* is the answer to a
known caller who lacks the permission, whether or not what the request names exists. With \`WIKI_PUBLIC_READ=true\`, *401 †* is *yes*. In open
mode, everybody may do everything. \`npm run docs\` writes this page, and a test sends every request of it.

| Request | ${Object.keys(columns).join(' | ')} |
| --- | ${Object.keys(columns)
    .map(() => '---')
    .join(' | ')} |
${Object.entries(policy)
  .map(([operation, permission]) => `| \`${operation}\` | ${cells(permission).join(' | ')} |`)
  .join('\n')}

Only admins write in the name of another user: \`user_id\` in the body of \`POST /posts\` and of changes to pages may otherwise name the
caller alone. The history of a page in the trash is visible to those who may write; to others the page does not exist.
`
}

function cells(permission: Permission): string[] {
  return Object.entries(columns).map(([name, identity]) => {
    if (mayDo(permission, identity, false)) return 'yes'
    if (identity.kind === 'account') return '403'
    return mayDo(permission, identity, true) && name !== 'expired token' ? '401 †' : '401'
  })
}

if (import.meta.main) writeFileSync(page, permissionsPage())
