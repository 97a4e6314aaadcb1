import { randomInt } from 'node:crypto'
import type { AccountStore, StoredAccount } from '../accounts.ts'
import { loginName, shownName } from '../names.ts'
import type { NewSession, SessionStore } from '../sessions.ts'
import type { LinkRequests } from './link-requests.ts'
import type { ProvidedPerson } from './provided-person.ts'

export type Admission =
  | { readonly kind: 'signed_in'; readonly session: NewSession }
  /** An account has their verified mail address; an admin must link the two. */
  | { readonly kind: 'waiting' }
  /** The provider assigns them no role, or an admin has disabled their account. */
  | { readonly kind: 'not_allowed' }

export interface AdmissionParts {
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly linkRequests: LinkRequests
}

interface Visit {
  /** The address of the client. */
  readonly client: string
  /** The secret of the browser's current session, if any, which ends. */
  readonly earlier: string | undefined
}

/** Signs in a person whom a provider knows, with their linked account or a new one. */
export async function admit(
  parts: AdmissionParts,
  person: ProvidedPerson,
  { client, earlier }: Visit,
  deadline: number,
): Promise<Admission> {
  const account = await parts.accounts.byProvider(person, deadline)
  if (account === undefined && person.role === undefined) return { kind: 'not_allowed' }
  if (account !== undefined && !(await hasRole(parts.accounts, account, person, client, deadline)))
    return { kind: 'not_allowed' }
  const userId = account?.userId ?? (await newMember(parts, person, client, deadline))
  if (userId === undefined) return { kind: 'waiting' }
  const session = await parts.sessions.create(userId, person.issuer, client, earlier, deadline)
  return session === undefined ? { kind: 'not_allowed' } : { kind: 'signed_in', session }
}

/** Gives an account the role from its provider, if the provider assigns one. @returns whether it may sign in */
async function hasRole(
  accounts: AccountStore,
  account: StoredAccount,
  { role, isRoleProvided }: ProvidedPerson,
  client: string,
  deadline: number,
): Promise<boolean> {
  if (!isRoleProvided) return true
  if (role === undefined) return false
  // The only admin remains one, whatever the provider says: somebody must be able to change it.
  if (role !== account.role) await accounts.change(account.userId, { role }, { userId: null, client }, deadline)
  return true
}

const mostTries = 20

/** @returns undefined if an account has this person's mail address, so that they must wait for an admin */
async function newMember(
  { accounts, linkRequests }: AdmissionParts,
  person: ProvidedPerson,
  client: string,
  deadline: number,
): Promise<number | undefined> {
  const { issuer, subject, email, role = 'reader' } = person
  const wanted = loginName(person.login) ?? 'member'
  for (let left = mostTries; left > 0; left -= 1) {
    const same = email === undefined ? undefined : await accounts.byName(email, deadline)
    if (email !== undefined && same !== undefined) {
      await linkRequests.ask(same.userId, person, email, client, deadline)
      return undefined
    }
    const login = left === mostTries ? wanted : `${wanted.slice(0, 50)}-${randomInt(1_000_000)}`
    const account = { name: shownName(person.name) ?? login, login, email: email ?? null, passwordHash: null, role }
    const provider = { issuer, subject }
    const created = await accounts.create({ ...account, provider }, { userId: null, client }, deadline)
    if (created.kind === 'created') return created.userId
  }
  throw new Error('no free login name was found')
}
