import { randomUUID } from 'node:crypto'
import type { Role, Scope } from '../../src/identity/identity.ts'
import { openMembers, type Members } from '../../src/identity/members.ts'
import { type Api, startApi } from '../support/api.ts'
import { openStores, within } from '../support/open-stores.ts'
import { addAccount, commandLine, testConfig } from './open-members.ts'

export interface AccountsApi extends AsyncDisposable {
  readonly api: Api
  /** Of another replica on the same database. */
  readonly members: Members
  readonly account: (role: Role) => Promise<number>
  /** Headers of a request. */
  readonly session: (userId: number) => Promise<Headers>
  readonly token: (userId: number, scope: Scope) => Promise<Headers>
}

type Headers = Readonly<Record<string, string>>

/** The service in accounts mode, and what makes accounts for it. */
export async function startAccountsApi(environment: Headers = {}, program?: string): Promise<AccountsApi> {
  await using scope = new AsyncDisposableStack()
  const api = scope.use(await startApi({ WIKI_AUTH: 'accounts', ...environment }, program))
  const { opened } = scope.use(await openStores(api.databaseUrl))
  const members = openMembers(opened.batching, testConfig, 15_000)
  const kept = scope.move()
  const soon = (): number => within(15_000)
  return {
    api,
    members,
    account: (role) => addAccount(members, { login: `${role}-${randomUUID().slice(0, 8)}`, role }),
    async session(userId) {
      const session = await members.sessions.create(userId, 'test', '', undefined, soon())
      return { cookie: `__Host-wiki_session=${session?.secret}`, origin: api.url }
    },
    async token(userId, scope) {
      const token = await members.tokens.create(userId, 'test', scope, null, commandLine, soon())
      return { authorization: `Bearer ${token}` }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
