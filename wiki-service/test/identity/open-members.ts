import assert from 'node:assert/strict'
import type { NewAccount } from '../../src/identity/accounts.ts'
import { openMembers, type Members } from '../../src/identity/members.ts'
import { createDatabase } from '../support/postgres.ts'
import { openStores, within } from '../support/open-stores.ts'

export interface OpenMembers extends AsyncDisposable {
  readonly members: Members
  readonly databaseUrl: string
}

/** The stores of accounts in this process, on a database of their own. */
export async function startMembers(): Promise<OpenMembers> {
  await using scope = new AsyncDisposableStack()
  const database = scope.use(await createDatabase())
  const { opened } = scope.use(await openStores(database.url))
  const members = openMembers(opened.batching, testConfig, 15_000)
  const kept = scope.move()
  return { members, databaseUrl: database.url, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** @returns the user id of a new account, by default a reader without an address or password */
export async function addAccount(
  members: Members,
  account: Pick<NewAccount, 'login'> & Partial<NewAccount>,
): Promise<number> {
  const reader = { name: account.login, email: null, passwordHash: null, role: 'reader' } as const
  const created = await members.accounts.create({ ...reader, ...account }, commandLine, within(15_000))
  assert.ok(created.kind === 'created', created.kind)
  return created.userId
}

/** As WIKI_AUTH=accounts alone sets it. */
export const testConfig = {
  publicRead: false,
  secureCookies: true,
  sessionDays: 14,
  firstAdmin: undefined,
  url: undefined,
  providers: [],
}

export const commandLine = { userId: null, client: '' }
