/** A prepared statement: its name is unique in the service, its rows come as arrays of column values. */
export interface Statement<Row extends readonly unknown[]> {
  readonly name: string
  readonly text: string
  /** Only for the type checker. */
  readonly row?: Row
}

/** All statements of the service; a test prepares each against a migrated database. */
export const statements: Statement<readonly unknown[]>[] = []

/** Names a statement. Columns arrive as text except integers and integer arrays, which are numbers. */
export function statement<Row extends readonly unknown[]>(name: string, text: string): Statement<Row> {
  const made: Statement<Row> = { name, text }
  statements.push(made)
  return made
}
