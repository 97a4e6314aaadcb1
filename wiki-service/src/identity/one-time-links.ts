import { randomUUID } from 'node:crypto'
import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import { type AccountCreation, type Actor, creationOf, type CreationRow, type NewAccount } from './accounts.ts'
import { keyOf, newSecret } from './secret.ts'

type FirstAdmin = AccountCreation | { readonly kind: 'no_such_link' }

/** Deadlines are in milliseconds of performance.now(). Every call throws Unavailable at its deadline. */
export interface OneTimeLinks {
  /** The secret of a link that creates the first admin; undefined if there is an admin. */
  forFirstAdmin(deadline: number): Promise<string | undefined>
  /** Creates the account as an admin, unless there is one by now. */
  createFirstAdmin(
    secret: string,
    account: Omit<NewAccount, 'role' | 'provider'>,
    client: string,
    deadline: number,
  ): Promise<FirstAdmin>
  /** The secret of a link with which the account's owner chooses a password; invalidates earlier ones. */
  forPassword(userId: number, actor: Actor, deadline: number): Promise<string | undefined>
  /** The owner of a link: null for that of the first admin, undefined if it is used, expired or unknown. */
  owner(secret: string, deadline: number): Promise<number | null | undefined>
  /** Sets the password, and ends all sessions and tokens. @returns its owner; undefined as above */
  choosePassword(secret: string, passwordHash: string, client: string, deadline: number): Promise<number | undefined>
}

const hours = 24

export function oneTimeLinks(context: BatchingContext, onRevoked: () => void): OneTimeLinks {
  const makeFirst = loneCall(makeAdminLink, 'writeLanes', context)
  const createFirst = loneCall(createFirstAdmin, 'writeLanes', context)
  const make = loneCall(makePasswordLink, 'writeLanes', context)
  const find = loneCall(findLink, 'readLanes', context)
  const choose = loneCall(choosePassword, 'writeLanes', context)
  return {
    async forFirstAdmin(deadline) {
      const secret = newSecret()
      const rows = await makeFirst([keyOf(secret), hours], deadline)
      return rows.length === 0 ? undefined : secret
    },
    async createFirstAdmin(secret, { name, login, email, passwordHash }, client, deadline) {
      const values = [keyOf(secret), randomUUID(), name, login, email, passwordHash, client]
      const [row] = await createFirst(values, deadline)
      return creationOf(row) ?? { kind: 'no_such_link' }
    },
    async forPassword(userId, actor, deadline) {
      const secret = newSecret()
      const rows = await make([keyOf(secret), userId, hours, actor.userId, actor.client], deadline)
      return rows.length === 0 ? undefined : secret
    },
    async owner(secret, deadline) {
      const [row] = await find([keyOf(secret)], deadline)
      return row?.[0]
    },
    async choosePassword(secret, passwordHash, client, deadline) {
      const [[userId] = [null]] = await choose([keyOf(secret), passwordHash, client], deadline).finally(onRevoked)
      return userId ?? undefined
    },
  }
}

const makeAdminLink = statement<readonly [number]>(
  'links.forFirstAdmin',
  [number],
  `
  insert into one_time_links (key, expires_time)
  select $1, now() + make_interval(hours => $2)
  where not exists (select from accounts where role = 'admin' and disabled_time is null)
  on conflict (key) do update set key = excluded.key
  returning 1`,
)

const createFirstAdmin = statement<CreationRow>(
  'links.createFirstAdmin',
  [text, number],
  'select outcome, id from create_first_admin($1, $2, $3, $4, $5, $6, null, null, $7)',
)

const makePasswordLink = statement<readonly [number]>(
  'links.forPassword',
  [number],
  `
  with earlier as (
    delete from one_time_links where user_id = $2 and key <> $1
  ), made as (
    insert into one_time_links (key, user_id, expires_time)
    select $1, user_id, now() + make_interval(hours => $3) from accounts where user_id = $2 and disabled_time is null
    on conflict (key) do update set key = excluded.key
    returning user_id
  ), noted as (
    insert into audit_log (action, actor_id, user_id, client) select 'password_link_made', $4::int, user_id, $5 from made
  )
  select user_id from made`,
)

const findLink = statement<readonly [number | null]>(
  'links.owner',
  [number],
  'select user_id from one_time_links where key = $1 and expires_time > now()',
)

const choosePassword = statement<readonly [number | null]>(
  'links.choosePassword',
  [number],
  'select choose_password($1, $2, $3)',
)
