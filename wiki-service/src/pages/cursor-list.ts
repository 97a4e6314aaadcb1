import type { LoneCall } from '../database/lone-call.ts'
import type { Parameter } from '../database/statement.ts'

/** A part of a list, as JSON text. */
export interface ListPart<Cursor = string> {
  readonly json: string
  /** Behind which the next part begins; null when there is none. */
  readonly next: Cursor | null
}

/** Cursor and JSON text of a row. */
export type ListRow = readonly [string, string]

/**
 * Reads a part of a list.
 * @param limit rows to a part; the statement is given one more as its last parameter
 */
export async function listPart(
  call: LoneCall<ListRow>,
  values: readonly Parameter[],
  limit: number,
  deadline: number,
): Promise<ListPart> {
  const rows = await call([...values, limit + 1], deadline)
  const shown = rows.slice(0, limit)
  return {
    json: `[${shown.map(([, json]) => json).join(',')}]`,
    next: rows.length > limit ? (shown.at(-1)?.[0] ?? null) : null,
  }
}
