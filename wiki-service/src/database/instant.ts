/**
 * An instant of PostgreSQL's text format as the API writes it: UTC, RFC 3339, always six digits of microseconds.
 * @param text as `timestamptz` prints it with TimeZone=UTC and DateStyle=ISO: `2026-11-23 03:39:24.3496+00`
 */
export function instant(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(6, '0')}Z`
}

/** The same in SQL, for rows that PostgreSQL makes into JSON. */
export function instantSql(column: string): string {
  return `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
