/** A prepared statement: its name is unique in the service, its rows come as arrays of column values. */
export interface Statement<Row extends readonly unknown[]> {
  readonly name: string
  /** How each column is read from the text that PostgreSQL sends. */
  readonly columns: Columns<Row>
  readonly text: string
}

type Columns<Row extends readonly unknown[]> = {
  readonly [Index in keyof Row]: (text: string) => Exclude<Row[Index], null>
}

/** All statements of the service; a test prepares each against a migrated database. */
export const statements: Statement<readonly unknown[]>[] = []

/** Names a statement, and says how its columns are read; a null is a null. */
export function statement<Row extends readonly unknown[]>(
  name: string,
  columns: Columns<Row>,
  text: string,
): Statement<Row> {
  const made: Statement<Row> = { name, columns, text }
  statements.push(made)
  return made
}

/** A number that JavaScript holds exactly: an int4, or a numeric that counts. */
export const number: (text: string) => number = Number

/** Text as it came; timestamps too, so that none of their digits is lost. */
export const text: (text: string) => string = String

/** An int4[] of one dimension. */
export function numbers(text: string): (number | null)[] {
  if (text === '{}') return []
  return text
    .slice(1, -1)
    .split(',')
    .map((item) => (item === 'NULL' ? null : Number(item)))
}

export type Parameter = number | string | boolean | null | readonly (number | string)[]

/** A parameter as PostgreSQL reads it. */
export function parameterText(value: Parameter): string | null {
  if (value === null) return null
  if (!Array.isArray(value)) return String(value)
  return `{${value.map((item: number | string) => (typeof item === 'string' ? quoted(item) : item)).join(',')}}`
}

function quoted(item: string): string {
  return `"${/["\\]/.test(item) ? item.replaceAll(/["\\]/g, String.raw`\$&`) : item}"`
}
