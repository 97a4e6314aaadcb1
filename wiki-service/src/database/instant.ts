/**
 * A time as the API writes it: UTC, RFC 3339, always six digits of microseconds. Independent of session settings.
 * @param column a `timestamptz`
 */
export function instantSql(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
