import { instantSql } from '../database/instant.ts'
import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import type { CookieForm } from './host-cookie.ts'
import { keyOf, newSecret } from './secret.ts'

export interface NewSession {
  /** Sent in the cookie, and not stored. */
  readonly secret: string
  /** RFC 3339. */
  readonly expiresTime: string
}

/** The session of a browser. */
export const sessionCookie: CookieForm<NewSession> = {
  name: 'wiki_session',
  pattern: /[\w-]{43}/,
  written: ({ secret, expiresTime }) => [secret, `Expires=${new Date(expiresTime).toUTCString()}`],
}

/** Deadlines are in milliseconds of performance.now(). Every call throws Unavailable at its deadline. */
export interface SessionStore {
  /**
   * Begins a session; undefined if the account is disabled or gone.
   * @param how for the audit log: `password`, or the issuer of a provider
   * @param earlier the secret of the browser's current session, which ends
   */
  create(
    userId: number,
    how: string,
    client: string,
    earlier: string | undefined,
    deadline: number,
  ): Promise<NewSession | undefined>
  end(secret: string, client: string, deadline: number): Promise<void>
  /** @returns the number of sessions ended */
  endAll(userId: number, deadline: number): Promise<number>
}

export function sessionStore(context: BatchingContext, days: number, onRevoked: () => void): SessionStore {
  const create = loneCall(createSession, 'writeLanes', context)
  const end = loneCall(endSession, 'writeLanes', context)
  const endAll = loneCall(endSessions, 'writeLanes', context)
  return {
    async create(userId, how, client, earlier, deadline) {
      const secret = newSecret()
      const values = [keyOf(secret), userId, days, client, how, earlier === undefined ? null : keyOf(earlier)]
      const [row] = await create(values, deadline).finally(onRevoked)
      return row && { secret, expiresTime: row[0] }
    },
    async end(secret, client, deadline) {
      await end([keyOf(secret), client], deadline).finally(onRevoked)
    },
    async endAll(userId, deadline) {
      const [[count] = [0]] = await endAll([userId], deadline).finally(onRevoked)
      return count
    },
  }
}

const createSession = statement<readonly [string]>(
  'sessions.create',
  [text],
  `
  with account as (
    update accounts set login_time = now() where user_id = $2 and disabled_time is null returning user_id
  ), ended as (
    delete from sessions where key = $6
  ), created as (
    insert into sessions (key, user_id, expires_time)
    select $1, user_id, now() + make_interval(days => $3) from account
    on conflict (key) do update set user_id = excluded.user_id
    returning user_id, expires_time
  ), noted as (
    insert into audit_log (action, actor_id, user_id, client, detail)
    select 'signed_in', user_id, user_id, $4, jsonb_build_object('how', $5::text) from created
  )
  select ${instantSql('expires_time')} from created`,
)

const endSession = statement<readonly [number]>(
  'sessions.end',
  [number],
  `
  with ended as (
    delete from sessions where key = $1 returning user_id
  ), noted as (
    insert into audit_log (action, actor_id, user_id, client) select 'signed_out', user_id, user_id, $2 from ended
  )
  select count(*)::int from ended`,
)

const endSessions = statement<readonly [number]>(
  'sessions.endAll',
  [number],
  `
  with ended as (
    delete from sessions where user_id = $1 returning 1
  )
  select count(*)::int from ended`,
)
