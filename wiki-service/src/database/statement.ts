/** A prepared statement: its name is unique in the service, and its rows are arrays of column values. */
export interface Statement<Row extends readonly unknown[]> {
  readonly name: string
  /** How to read each column from PostgreSQL's text. */
  readonly columns: Columns<Row>
  readonly text: string
}

type Columns<Row extends readonly unknown[]> = {
  readonly [Index in keyof Row]: (text: string) => Exclude<Row[Index], null>
}

/** All statements of the service; a test prepares each against a migrated database. */
export const statements: Statement<readonly unknown[]>[] = []

/** Names a statement and defines how its columns are read; null stays null. */
export function statement<Row extends readonly unknown[]>(
  name: string,
  columns: Columns<Row>,
  text: string,
): Statement<Row> {
  const made: Statement<Row> = { name, columns, text }
  statements.push(made)
  return made
}

/** A number that JavaScript represents exactly: an int4, or a numeric used as a counter. */
export const number: (text: string) => number = Number

/** Unchanged text; also for timestamps, to keep all of their digits. */
export const text: (text: string) => string = String

/** An int4[] of one dimension. */
export function numbers(text: string): (number | null)[] {
  if (text === '{}') return []
  return text
    .slice(1, -1)
    .split(',')
    .map((item) => (item === 'NULL' ? null : Number(item)))
}

export type Parameter = number | string | boolean | null | readonly (number | string | null)[]

/** A parameter as PostgreSQL reads it. */
export function parameterText(value: Parameter): string | null {
  if (value === null) return null
  if (!Array.isArray(value)) return String(value)
  return `{${value.map(elementText).join(',')}}`
}

function elementText(item: number | string | null): string {
  if (item === null) return 'NULL'
  return typeof item === 'string' ? quoted(item) : String(item)
}

function quoted(item: string): string {
  return `"${/["\\]/.test(item) ? item.replaceAll(/["\\]/g, String.raw`\$&`) : item}"`
}
