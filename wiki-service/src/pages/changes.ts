import { loneCall } from '../database/lone-call.ts'
import type { BatchingContext } from '../database/row-reader.ts'
import { number, statement, text, type Statement } from '../database/statement.ts'
import { changeJsonSql } from './page-json.ts'
import type { ListPart } from './cursor-list.ts'

interface ChangeQuery {
  /**
   * Forwards from this position (0: from the beginning), or backwards from `before` (undefined: from the newest
   * change).
   */
  readonly after?: number | undefined
  readonly before?: number | undefined
  /** Id of a user. */
  readonly by?: number | undefined
  /** Pages that were at or below this path when they changed. */
  readonly under?: string | undefined
  readonly limit: number
}

export interface ChangeLog {
  changes(query: ChangeQuery, deadline: number): Promise<ListPart<number>>
}

/** Rows that one request examines if the index cannot tell which ones match; the cursor continues after them. */
const window = 10_000

/**
 * The complete log of changes. It skips no change that commits late: a request first determines up to which position
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
      // From the first position to the last one that may be shown.
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

/** Position and JSON text; a row without text is the last one of a full window. */
type ChangeRow = readonly [number, string | null]

interface Statements {
  readonly all: Statement<ChangeRow>
  readonly by: Statement<ChangeRow>
  readonly under: Statement<ChangeRow>
}

const changesOnwards = changeStatements('onwards', '>', '')
const changesBack = changeStatements('back', '<', 'desc')

/**
 * Each statement has a bound on one side only, so that rows come in the order of an index; rows beyond the other bound
 * are dropped.
 */
function changeStatements(direction: string, comparison: '>' | '<', order: 'desc' | ''): Statements {
  const start = comparison === '>' ? '$1::bigint' : '$2::bigint + 1'
  const isWithin = 'position > $1::bigint and position <= $2::bigint'
  const row = `position::numeric as cursor, ${changeJsonSql} as json`
  return {
    all: statement(
      `changes.${direction}`,
      [number, text],
      `
  select ${row} from (
    select * from revisions where position ${comparison} ${start} order by position ${order} limit $3::int
  ) as change
  where ${isWithin}`,
    ),
    by: statement(
      `changes.${direction}By`,
      [number, text],
      `
  select ${row} from (
    select * from revisions where (user_id, position) ${comparison} ($4::int, ${start})
    order by user_id ${order}, position ${order} limit $3::int
  ) as change
  where user_id = $4::int and ${isWithin}`,
    ),
    under: statement(
      `changes.${direction}Under`,
      [number, text],
      `
  with looked_at as materialized (
    select post_id, version, position, kind, path, title, user_id, summary, size, created_time
    from revisions where position ${comparison} ${start} order by position ${order} limit $6::int
  )
  (select ${row} from looked_at
    where ${isWithin} and (path = $4 or path > $4 || '/' and path < $4 || '0') and ($5::int = 0 or user_id = $5::int)
    order by looked_at.position ${order} limit $3::int)
  union all
  (select position::numeric, null from looked_at where ${isWithin} and (select count(*) from looked_at) = $6::int
    order by looked_at.position ${order === '' ? 'desc' : ''} limit 1)`,
    ),
  }
}
