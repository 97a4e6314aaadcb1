import type { AccountStore } from './accounts.ts'
import type { AuditLog } from './audit.ts'
import { accountLimits, emailAddress, loginName } from './names.ts'
import type { Passwords } from './passwords.ts'
import type { NewSession, SessionStore } from './sessions.ts'
import type { Throttle } from './throttle.ts'

interface LoginRequest {
  /** A login name or mail address, as typed. */
  readonly name: string
  readonly password: string
  /** The address of the client. */
  readonly client: string
  /** The secret of the browser's current session, if any, which ends. */
  readonly earlier: string | undefined
}

type LoginOutcome =
  | { readonly kind: 'signed_in'; readonly session: NewSession }
  /** Wrong name, wrong password or disabled account, which look the same to the client. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }

/** Throws Unavailable at the deadline, and when too many passwords are being checked. */
export type Login = (request: LoginRequest, deadline: number) => Promise<LoginOutcome>

interface LoginParts {
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly passwords: Passwords
  readonly throttle: Throttle
  readonly audit: AuditLog
}

export function login({ accounts, sessions, passwords, throttle, audit }: LoginParts): Login {
  return async ({ name, password, client, earlier }, deadline) => {
    // An invalid name is looked up nevertheless, so that it takes as long.
    const known =
      emailAddress(name) ??
      loginName(name) ??
      name.slice(0, accountLimits.email).replaceAll('\0', '\uFFFD').toWellFormed()
    const retryAfterSeconds = await throttle.count(known, client, deadline)
    if (retryAfterSeconds > 0) return { kind: 'throttled', retryAfterSeconds }
    const account = await accounts.byName(known, deadline)
    const isRight = await passwords.matches(password, account?.passwordHash ?? null)
    if (account === undefined || !isRight || account.isDisabled) {
      await audit.note('sign_in_refused', { userId: account?.userId ?? null, client }, deadline)
      return { kind: 'refused' }
    }
    const session = await sessions.create(account.userId, 'password', client, earlier, deadline)
    // Disabled just now.
    if (session === undefined) return { kind: 'refused' }
    await throttle.forgive(known, client, deadline)
    return { kind: 'signed_in', session }
  }
}
