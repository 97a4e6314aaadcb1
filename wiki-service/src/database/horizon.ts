import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from './database.ts'
import { number, statement, text, type Statement } from './statement.ts'

/** How long to wait for writers in progress; most take a millisecond. */
const patienceMs = 1_000
const firstPauseMs = 1
const longestPauseMs = 50

/** The highest id known to be settled: no row up to it can still appear. */
export type Horizon = (deadline: number) => Promise<number>

export interface HorizonStatements {
  /** The last id handed out. */
  readonly lastId: Statement<readonly [number]>
  /** Open transactions that may have been given an id. */
  readonly writers: Statement<readonly [string]>
}

/** @param table whose ids come from its own sequence */
export function horizonStatements(table: 'users' | 'posts'): HorizonStatements {
  return {
    lastId: statement(
      `${table}.lastId`,
      [number],
      `select case when is_called then least(last_value, 2147483647)::int else 0 end from ${table}_id_seq`,
    ),
    // Every insert locks its table before it is given an id, and holds the lock until its transaction has ended and is
    // visible.
    writers: statement(
      `${table}.writers`,
      [text],
      `
      select distinct virtualtransaction from pg_locks
      where locktype = 'relation' and relation = to_regclass('${table}') and mode = 'RowExclusiveLock'
        and database = (select oid from pg_database where datname = current_database())`,
    ),
  }
}

/**
 * Ids are given before the commit, so a row may appear after rows with higher ids. Once every transaction that was
 * writing when an id was handed out has ended, no row up to that id can still appear. Writers do nothing for this.
 * Simultaneous calls share one look at the database.
 */
export function horizon({ lastId, writers }: HorizonStatements, database: Database): Horizon {
  let known = 0
  /** Writers that outlasted the wait; later calls do not wait for them again. */
  let lingering: ReadonlySet<string> = new Set()
  let current: Promise<number> | undefined
  let next: Promise<number> | undefined

  async function look(deadline: number): Promise<number> {
    const [[last] = [0]] = await database.query(lastId, [], deadline)
    let underWay = await transactions(deadline)
    const patienceEnds = Math.min(performance.now() + patienceMs, deadline)
    for (let pauseMs = firstPauseMs; underWay.length > 0; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      if (performance.now() > patienceEnds) lingering = new Set(underWay)
      if (underWay.some((transaction) => lingering.has(transaction))) return known
      await sleep(pauseMs)
      // Transactions that began meanwhile are given later ids.
      const still = await transactions(deadline)
      underWay = underWay.filter((transaction) => still.includes(transaction))
    }
    known = Math.max(known, last)
    return known
  }

  async function transactions(deadline: number): Promise<string[]> {
    return (await database.query(writers, [], deadline)).map(([transaction]) => transaction)
  }

  async function lookAfter(earlier: Promise<number> | undefined, deadline: number): Promise<number> {
    await earlier?.catch(() => {})
    current = next
    next = undefined
    return look(deadline)
  }

  // A call during a look waits for the next one: it must include whatever was acknowledged before the call.
  return (deadline) => (next ??= lookAfter(current, deadline))
}
