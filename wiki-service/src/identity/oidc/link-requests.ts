import { loneCall } from '../../database/lone-call.ts'
import type { BatchingContext } from '../../database/row-reader.ts'
import { number, statement, text } from '../../database/statement.ts'
import type { Actor, Provider } from '../accounts.ts'

/** A person signed in with a provider, and has the verified mail address of an account that is not linked to it. */
export interface LinkRequest {
  readonly id: number
  readonly userId: number
  readonly name: string
  readonly email: string
  readonly issuer: string
}

/** Deadlines are in milliseconds of performance.now(). Every call throws Unavailable at its deadline. */
export interface LinkRequests {
  /** Asks the admins; repeated requests count once. */
  ask(userId: number, provider: Provider, email: string, client: string, deadline: number): Promise<void>
  /** Oldest first. */
  list(limit: number, deadline: number): Promise<readonly LinkRequest[]>
  /** @returns false if the request no longer exists */
  answer(id: number, isAllowed: boolean, actor: Actor, deadline: number): Promise<boolean>
}

export function linkRequests(context: BatchingContext): LinkRequests {
  const ask = loneCall(askForLink, 'writeLanes', context)
  const list = loneCall(listRequests, 'readLanes', context)
  const answer = loneCall(answerRequest, 'writeLanes', context)
  return {
    async ask(userId, { issuer, subject }, email, client, deadline) {
      await ask([issuer, subject, userId, email, client], deadline)
    },
    async list(limit, deadline) {
      const rows = await list([limit], deadline)
      return rows.map(([id, userId, name, email, issuer]) => ({ id, userId, name, email, issuer }))
    },
    async answer(id, isAllowed, { userId, client }, deadline) {
      const [[count] = [0]] = await answer([id, isAllowed, userId, client], deadline)
      return count === 1
    },
  }
}

const askForLink = statement<readonly [number]>(
  'linkRequests.ask',
  [number],
  `
  with asked as (
    insert into link_requests (issuer, subject, user_id, email) values ($1, $2, $3::int, $4)
    on conflict (issuer, subject) do nothing
    returning user_id
  ), noted as (
    insert into audit_log (action, user_id, client, detail)
    select 'provider_link_asked', user_id, $5, jsonb_build_object('issuer', $1::text, 'email', $4::text) from asked
  )
  select count(*)::int from asked`,
)

const listRequests = statement<readonly [number, number, string, string, string]>(
  'linkRequests.list',
  [number, number, text, text, text],
  `
  select link_requests.id, user_id, users.name, email, issuer
  from link_requests join users on users.id = user_id
  order by link_requests.id limit $1`,
)

const answerRequest = statement<readonly [number]>(
  'linkRequests.answer',
  [number],
  `
  with answered as (
    delete from link_requests where id = $1 returning issuer, subject, user_id
  ), linked as (
    insert into account_identities (issuer, subject, user_id)
    select issuer, subject, user_id from answered where $2
    on conflict do nothing
  ), noted as (
    insert into audit_log (action, actor_id, user_id, client, detail)
    select case when $2 then 'provider_linked' else 'provider_link_refused' end, $3::int, user_id, $4,
      jsonb_build_object('issuer', issuer)
    from answered
  )
  select count(*)::int from answered`,
)
