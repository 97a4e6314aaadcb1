import { LRUCache } from 'lru-cache'
import { Batcher } from '../database/batcher.ts'
import type { Caller } from '../database/caller.ts'
import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text } from '../database/statement.ts'
import type { Identity, Role, Scope } from './identity.ts'

/**
 * How long the database's answer is trusted, counted from before the query: anything revoked on any replica ends
 * everywhere within a second, without a listening connection that could be lost.
 */
const trustMs = 800
/** After this time, the next use refreshes it in the background, so that requests with a busy token never wait. */
const refreshMs = 400
const mostKept = 10_000

interface Known {
  readonly identity: Identity
  /** In milliseconds of performance.now(). */
  readonly asked: number
  isRefreshing: boolean
}

/** The owners of sessions and tokens, by the hashes of their secrets. */
export class Identities {
  readonly #known = new LRUCache<string, Known>({ max: mostKept })
  readonly #batcher: Batcher<string, Row | undefined>
  readonly #noteUse: (key: string) => void
  readonly #requestDeadlineMs: number
  /** Incremented by each revocation here. */
  #generation = 0

  constructor(context: BatchingContext, requestDeadlineMs: number) {
    const { database } = context
    this.#requestDeadlineMs = requestDeadlineMs
    this.#batcher = new Batcher<string, Row | undefined>({
      name: identitiesByKeys.name,
      lanes: context.readLanes,
      isUnguarded: true,
      maxBatch: 128,
      maxQueue: context.maxQueue,
      observer: context.observer,
      run: async (keys, deadline) => {
        const rows = new Map((await database.query(identitiesByKeys, [keys], deadline)).map((row) => [row[0], row]))
        return keys.map((key) => rows.get(key))
      },
    })
    context.onBatcher(this.#batcher)
    const noteUse = loneCall(noteTokenUse, 'writeLanes', context)
    // The time of last use is a convenience: nothing waits for it, and a missed one is recorded with the next.
    this.#noteUse = (key) => void noteUse([key], this.#deadline()).catch(() => {})
  }

  /** The owner, if known without waiting. */
  known(key: string): Identity | undefined {
    const known = this.#known.get(key)
    const age = known === undefined ? Infinity : performance.now() - known.asked
    if (known === undefined || age > trustMs) return undefined
    if (age > refreshMs && !known.isRefreshing) {
      known.isRefreshing = true
      this.#read(key).catch(() => {})
    }
    return known.identity
  }

  /** @returns undefined if unknown, expired or revoked @throws Unavailable at the deadline */
  async find(key: string, caller?: Caller): Promise<Identity | undefined> {
    return this.known(key) ?? (await this.#read(key, caller))
  }

  /** A revocation on this replica takes effect immediately. */
  forget(): void {
    this.#generation += 1
    this.#known.clear()
  }

  async #read(key: string, caller?: Caller): Promise<Identity | undefined> {
    const [asked, generation] = [performance.now(), this.#generation]
    const row = await this.#batcher.submit(key, this.#deadline(), caller)
    const identity = row && identityOf(row)
    if (generation !== this.#generation) return identity
    if (identity === undefined) this.#known.delete(key)
    else this.#known.set(key, { identity, asked, isRefreshing: false })
    if (row?.[6] === 1) this.#noteUse(key)
    return identity
  }

  #deadline(): number {
    return performance.now() + this.#requestDeadlineMs
  }
}

type Row = readonly [string, string, number, string, string, string, number]

function identityOf([, via, userId, name, role, scope]: Row): Identity {
  // Safe: the tables have checks.
  return {
    kind: 'account',
    userId,
    name,
    role: role as Role,
    via: via === 'token' ? 'token' : 'session',
    scope: scope as Scope,
  }
}

const identitiesByKeys = statement<Row>(
  'identities.byKeys',
  [text, text, number, text, text, text, number],
  `
  with found as (
    select key, 'session' as via, user_id, 'admin' as scope, false as is_noted
    from sessions where key = any($1::text[]) and expires_time > now()
    union all
    select key, 'token', user_id, scope, coalesce(used_time < now() - interval '1 minute', true)
    from api_tokens where key = any($1::text[]) and coalesce(expires_time > now(), true)
  )
  select key, via, user_id, users.name, role, scope, is_noted::int
  from found join accounts using (user_id) join users on users.id = user_id
  where disabled_time is null`,
)

const noteTokenUse = statement<readonly [number]>(
  'tokens.noteUse',
  [number],
  `
  update api_tokens set used_time = now()
  where key = $1 and coalesce(used_time < now() - interval '1 minute', true)
  returning 1`,
)
