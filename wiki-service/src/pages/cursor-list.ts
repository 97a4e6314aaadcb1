import type { LoneCall } from '../database/lone-call.ts'
import type { Parameter } from '../database/statement.ts'

/** A part of a list, as JSON text. */
export interface ListPart<Cursor = string> {
  readonly json: string
  /** Cursor of the next part; null if there is none. */
  readonly next: Cursor | null
}

/** Cursor and JSON text of a row. */
export type ListRow = readonly [string, string]

/**
 * Reads a part of a list.
 * @param limit rows per part; the statement's last parameter is one more
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
