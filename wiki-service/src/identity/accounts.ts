import { randomUUID } from 'node:crypto'
import { instantSql } from '../database/instant.ts'
import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import type { Role } from './identity.ts'

/** A stored account. */
export interface StoredAccount {
  readonly userId: number
  readonly name: string
  readonly login: string
  readonly email: string | null
  readonly passwordHash: string | null
  readonly role: Role
  readonly isDisabled: boolean
  /** RFC 3339; null before the first sign-in. */
  readonly loginTime: string | null
}

export interface NewAccount {
  readonly name: string
  /** In the form that `loginName` and `emailAddress` return. */
  readonly login: string
  readonly email: string | null
  readonly passwordHash: string | null
  readonly role: Role
  /** The provider of OpenID Connect that it signs in with. */
  readonly provider?: Provider
}

export interface Provider {
  readonly issuer: string
  readonly subject: string
}

/** Who changes an account, for the audit log. */
export interface Actor {
  /** Null for the command line, and for the service itself. */
  readonly userId: number | null
  /** The address of the client. */
  readonly client: string
}

export type AccountCreation =
  | { readonly kind: 'created'; readonly userId: number }
  | { readonly kind: 'login_taken' | 'email_taken' }

type AccountChange = 'changed' | 'unchanged' | 'last_admin' | 'no_such_account'

/** Deadlines are in milliseconds of performance.now(). Every call throws Unavailable at its deadline. */
export interface AccountStore {
  create(account: NewAccount, actor: Actor, deadline: number): Promise<AccountCreation>
  byId(userId: number, deadline: number): Promise<StoredAccount | undefined>
  /** @param name a login name or mail address, in canonical form */
  byName(name: string, deadline: number): Promise<StoredAccount | undefined>
  byProvider(provider: Provider, deadline: number): Promise<StoredAccount | undefined>
  /** By user id, after the given one. */
  list(after: number, limit: number, deadline: number): Promise<readonly StoredAccount[]>
  /** Omitted members keep their values. */
  change(
    userId: number,
    change: Partial<Pick<StoredAccount, 'role' | 'isDisabled'>>,
    actor: Actor,
    deadline: number,
  ): Promise<AccountChange>
  /** Ends all sessions, tokens and links of the account; false if it does not exist. */
  setPassword(userId: number, passwordHash: string, actor: Actor, deadline: number): Promise<boolean>
}

export function accountStore(context: BatchingContext, onRevoked: () => void): AccountStore {
  const create = loneCall(createAccount, 'writeLanes', context)
  const byId = loneCall(accountById, 'readLanes', context)
  const byName = loneCall(accountByName, 'readLanes', context)
  const byProvider = loneCall(accountByProvider, 'readLanes', context)
  const list = loneCall(listAccounts, 'readLanes', context)
  const change = loneCall(changeAccount, 'writeLanes', context)
  const setPassword = loneCall(changePassword, 'writeLanes', context)
  return {
    async create({ name, login, email, passwordHash, role, provider }, { userId, client }, deadline) {
      const { issuer = null, subject = null } = provider ?? {}
      const values = [randomUUID(), name, login, email, passwordHash, role, issuer, subject, userId, client]
      const [row] = await create(values, deadline)
      const creation = creationOf(row)
      if (creation === undefined) throw new Error('an account was neither created nor refused')
      return creation
    },
    byId: async (userId, deadline) => one(await byId([userId], deadline)),
    byName: async (name, deadline) => one(await byName([name], deadline)),
    byProvider: async ({ issuer, subject }, deadline) => one(await byProvider([issuer, subject], deadline)),
    list: async (after, limit, deadline) => (await list([after, limit], deadline)).map(stored),
    async change(userId, { role = null, isDisabled = null }, actor, deadline) {
      const [[outcome] = ['']] = await change([userId, role, isDisabled, actor.userId, actor.client], deadline).finally(
        onRevoked,
      )
      // Safe: only change_account returns these values.
      return outcome as AccountChange
    },
    async setPassword(userId, passwordHash, actor, deadline) {
      const [[found] = [0]] = await setPassword([userId, passwordHash, actor.userId, actor.client], deadline).finally(
        onRevoked,
      )
      return found === 1
    },
  }
}

/** Outcome, and the id of a new account. */
export type CreationRow = readonly [string, number | null]

/** @returns undefined for any other outcome */
export function creationOf([outcome, id]: CreationRow = ['', null]): AccountCreation | undefined {
  if (outcome === 'created' && id !== null) return { kind: outcome, userId: id }
  return outcome === 'login_taken' || outcome === 'email_taken' ? { kind: outcome } : undefined
}

type AccountRow = readonly [number, string, string, string | null, string | null, string, number, string | null]

function one([row]: AccountRow[]): StoredAccount | undefined {
  return row && stored(row)
}

function stored([userId, name, login, email, passwordHash, role, disabled, loginTime]: AccountRow): StoredAccount {
  // Safe: the table has a check.
  return { userId, name, login, email, passwordHash, role: role as Role, isDisabled: disabled === 1, loginTime }
}

const columns = [number, text, text, text, text, text, number, text] as const

const selectAccount = `
  select user_id, name, login, email, password_hash, role, (disabled_time is not null)::int, ${instantSql('login_time')}
  from accounts join users on users.id = accounts.user_id`

const accountById = statement<AccountRow>('accounts.byId', columns, `${selectAccount} where user_id = $1`)

const accountByName = statement<AccountRow>(
  'accounts.byName',
  columns,
  `${selectAccount} where login = $1 or email = $1`,
)

const accountByProvider = statement<AccountRow>(
  'accounts.byProvider',
  columns,
  `${selectAccount} where user_id = (select user_id from account_identities where issuer = $1 and subject = $2)`,
)

const listAccounts = statement<AccountRow>(
  'accounts.list',
  columns,
  `${selectAccount} where user_id > $1 order by user_id limit $2`,
)

const createAccount = statement<CreationRow>(
  'accounts.create',
  [text, number],
  'select outcome, id from create_account($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
)

const changeAccount = statement<readonly [string]>(
  'accounts.change',
  [text],
  'select change_account($1, $2, $3, $4, $5)',
)

const changePassword = statement<readonly [number]>(
  'accounts.changePassword',
  [number],
  'select change_password($1, $2, $3, $4)::int',
)
