import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text, type Statement } from '../database/statement.ts'
import { changeJsonSql } from './page-json.ts'
import type { ListPart } from './cursor-list.ts'

interface ChangeQuery {
  /** Onwards from this position (0: from the beginning), or back from `before` it (undefined: from the newest change). */
  readonly after?: number | undefined
  readonly before?: number | undefined
  /** Id of a user. */
  readonly by?: number | undefined
  /** Pages that were at this path or below it when they changed. */
  readonly under?: string | undefined
  readonly limit: number
}

export interface ChangeLog {
  changes(query: ChangeQuery, deadline: number): Promise<ListPart<number>>
}

/** Rows that one request looks at when the index does not tell which of them are asked for; the cursor goes on behind them. */
const window = 10_000

/**
 * The log of all changes, complete: a change that commits late is not skipped, since a request first learns up to which position
 * everything is settled (see migration 0007), and reads no further.
 */
export function changeLog(context: BatchingContext): ChangeLog {
  const horizon = loneCall(logHorizon, 'readLanes', context)
  const call = (statement: Statement<ChangeRow>) => loneCall(statement, 'readLanes', context)
  const callsOf = ({ all, by, under }: Statements) => ({ all: call(all), by: call(by), under: call(under) })
  const [onwards, back] = [callsOf(changesOnwards), callsOf(changesBack)]

  return {
    async changes({ after, before, by, under, limit }, deadline) {
      const [[settled] = [0]] = await horizon([], deadline)
      const calls = after === undefined ? back : onwards
      // Positions, from the first to the last that may be shown.
      const from = after ?? 0
      const to = Math.min(settled, (before ?? Number.MAX_SAFE_INTEGER) - 1)
      const values = [from, to, limit + 1]
      const rows =
        under !== undefined
          ? await calls.under([...values, under, by ?? 0, window], deadline)
          : by === undefined
            ? await calls.all(values, deadline)
            : await calls.by([...values, by], deadline)
      const found = rows.filter(([, json]) => json !== null)
      const shown = found.slice(0, limit)
      const last = found.length > limit ? shown.at(-1) : rows.find(([, json]) => json === null)
      return { json: `[${shown.map(([, json]) => json).join(',')}]`, next: last?.[0] ?? null }
    },
  }
}

const logHorizon = statement<readonly [number]>('changes.horizon', [number], 'select log_horizon()::numeric')

/** Position and JSON text; without text it is the last row of a full window. */
type ChangeRow = readonly [number, string | null]

interface Statements {
  readonly all: Statement<ChangeRow>
  readonly by: Statement<ChangeRow>
  readonly under: Statement<ChangeRow>
}

const changesOnwards = changeStatements('onwards', 'position')
const changesBack = changeStatements('back', 'position desc')

function changeStatements(direction: string, order: string): Statements {
  const between = 'position > $1::bigint and position <= $2::bigint'
  return {
    all: statement(
      `changes.${direction}`,
      [number, text],
      `
  select position::numeric, ${changeJsonSql} from revisions where ${between} order by ${order} limit $3::int`,
    ),
    by: statement(
      `changes.${direction}By`,
      [number, text],
      `
  select position::numeric, ${changeJsonSql} from revisions
  where ${between} and user_id = $4::int order by ${order} limit $3::int`,
    ),
    under: statement(
      `changes.${direction}Under`,
      [number, text],
      `
  with looked_at as materialized (
    select post_id, version, position, kind, path, title, user_id, summary, size, created_time
    from revisions where ${between} order by ${order} limit $6::int
  )
  (select position::numeric, ${changeJsonSql} from looked_at
    where (path = $4 or path > $4 || '/' and path < $4 || '0') and ($5::int = 0 or user_id = $5::int)
    order by ${order} limit $3::int)
  union all
  (select position::numeric, null from (select position, row_number() over (order by ${order}) as number from looked_at) as numbered
    where number = $6::int)`,
    ),
  }
}
