import { instantSql } from '../database/instant.ts'
import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import type { Actor } from './accounts.ts'
import type { Scope } from './identity.ts'
import { keyOf, newSecret } from './secret.ts'

export interface StoredToken {
  readonly id: number
  /** Its first characters. */
  readonly hint: string
  readonly name: string
  readonly scope: Scope
  /** RFC 3339, like the next; null: never. */
  readonly expiresTime: string | null
  readonly usedTime: string | null
}

/** Makes tokens recognizable, to people and to secret scanners. */
const prefix = 'nw_'
export const tokenPattern = /^nw_[\w-]{43}$/

/** Deadlines are in milliseconds of performance.now(). Every call throws Unavailable at its deadline. */
export interface TokenStore {
  /**
   * @param days null: it does not expire
   * @returns the token, which is not stored; undefined if the account does not exist or is disabled
   */
  create(
    userId: number,
    name: string,
    scope: Scope,
    days: number | null,
    actor: Actor,
    deadline: number,
  ): Promise<string | undefined>
  ofUser(userId: number, deadline: number): Promise<readonly StoredToken[]>
  /** @param userId of the owner; null: any owner. @returns whether it existed */
  revoke(id: number, userId: number | null, actor: Actor, deadline: number): Promise<boolean>
}

export function tokenStore(context: BatchingContext, onRevoked: () => void): TokenStore {
  const create = loneCall(createToken, 'writeLanes', context)
  const ofUser = loneCall(tokensOfUser, 'readLanes', context)
  const revoke = loneCall(revokeToken, 'writeLanes', context)
  return {
    async create(userId, name, scope, days, actor, deadline) {
      const token = newSecret(prefix)
      const hint = token.slice(0, prefix.length + 4)
      const values = [keyOf(token), hint, userId, name, scope, days, actor.userId, actor.client]
      const rows = await create(values, deadline)
      return rows.length === 0 ? undefined : token
    },
    async ofUser(userId, deadline) {
      const rows = await ofUser([userId], deadline)
      return rows.map(([id, hint, name, scope, expiresTime, usedTime]) => ({
        id,
        hint,
        name,
        // Safe: the table has a check.
        scope: scope as Scope,
        expiresTime,
        usedTime,
      }))
    },
    async revoke(id, userId, actor, deadline) {
      const [[count] = [0]] = await revoke([id, userId, actor.userId, actor.client], deadline).finally(onRevoked)
      return count === 1
    },
  }
}

type TokenRow = readonly [number, string, string, string, string | null, string | null]

const tokensOfUser = statement<TokenRow>(
  'tokens.ofUser',
  [number, text, text, text, text, text],
  `
  select id, hint, name, scope, ${instantSql('expires_time')}, ${instantSql('used_time')}
  from api_tokens where user_id = $1 order by id desc`,
)

const createToken = statement<readonly [number]>(
  'tokens.create',
  [number],
  `
  with created as (
    insert into api_tokens (key, hint, user_id, name, scope, expires_time)
    select $1, $2, user_id, $4, $5, now() + make_interval(days => $6)
    from accounts where user_id = $3 and disabled_time is null
    on conflict (key) do update set name = excluded.name
    returning id, user_id
  ), noted as (
    insert into audit_log (action, actor_id, user_id, client, detail)
    select 'token_created', $7::int, user_id, $8, jsonb_build_object('id', id, 'name', $4::text, 'scope', $5::text) from created
  )
  select id from created`,
)

const revokeToken = statement<readonly [number]>(
  'tokens.revoke',
  [number],
  `
  with revoked as (
    delete from api_tokens where id = $1 and user_id = coalesce($2::int, user_id) returning id, user_id, name
  ), noted as (
    insert into audit_log (action, actor_id, user_id, client, detail)
    select 'token_revoked', $3::int, user_id, $4, jsonb_build_object('id', id, 'name', name) from revoked
  )
  select count(*)::int from revoked`,
)
