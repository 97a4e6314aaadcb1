import { serialize } from 'pg-protocol'
import pg from 'pg'
import { failureOf, UnexpectedAnswer } from './failures.ts'
import { parameterText, type Parameter, type Statement } from './statement.ts'

/**
 * One run of a prepared statement, for `client.query()`. The client's own `Query` copies its configuration, makes the
 * server describe the columns each time, and builds readers from the description: a third of the cost of a small read.
 */
export class PreparedRun<Row extends readonly unknown[]> implements pg.Submittable {
  // The client records by these two which statements a connection has prepared.
  readonly name: string
  readonly text: string
  readonly #columns: readonly ((text: string) => unknown)[]
  readonly #values: readonly Parameter[]
  readonly #done: (error: unknown, rows: Row[]) => void
  readonly #rows: Row[] = []
  #isComplete = false
  #problem: UnexpectedAnswer | undefined

  /** @param done called once, with the rows or with an error; after an error the rows are meaningless */
  constructor(
    { name, text, columns }: Statement<Row>,
    values: readonly Parameter[],
    done: (error: unknown, rows: Row[]) => void,
  ) {
    this.name = name
    this.text = text
    this.#columns = columns
    this.#values = values
    this.#done = done
  }

  submit(connection: pg.Connection): void {
    const { stream, parsedStatements } = connection as PreparingConnection
    if (parsedStatements[this.name] === undefined)
      connection.parse({ name: this.name, text: this.text, types: [] }, true)
    const bind = serialize.bind({ statement: this.name, values: this.#values.map(parameterText) })
    // One write; the connection itself would make three.
    stream.write(Buffer.concat([bind, executeAndSync]))
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (fields.length !== this.#columns.length) return this.#refuse(`a row of ${fields.length} columns`)
    const row = fields.map((text, index) => (text === null ? null : this.#columns[index]?.(text)))
    this.#rows.push(row as unknown as Row)
  }

  handleCommandComplete(): void {
    this.#isComplete = true
  }

  handleReadyForQuery(): void {
    // Without its end the result may be incomplete, so it is no answer.
    if (!this.#isComplete) this.#refuse('no end of the rows')
    this.#done(this.#problem, this.#rows)
  }

  handleError(error: unknown): void {
    // The driver did not expect it either, and fails on it.
    const isUnknown = !(error instanceof pg.DatabaseError) && failureOf(error) === 'bug'
    this.#done(isUnknown ? new UnexpectedAnswer('what the driver does not know', error) : error, [])
  }

  // The client calls these for messages that no server sends in answer to Bind and Execute. A missing method would end
  // the process.
  handleRowDescription(): void {
    this.#refuse('a description that nobody asked for')
  }

  handleEmptyQuery(): void {
    this.#refuse('EmptyQueryResponse')
  }

  handlePortalSuspended(): void {
    this.#refuse('PortalSuspended')
  }

  /** The server now waits for data, so the connection must be closed. */
  handleCopyInResponse(): void {
    this.handleError(new UnexpectedAnswer('CopyInResponse'))
  }

  handleCopyData(): void {
    this.#refuse('CopyData')
  }

  #refuse(what: string): void {
    this.#problem ??= new UnexpectedAnswer(what)
  }
}

/** pg 8.23, lib/connection.js: the texts of prepared statements by name. */
export type PreparingConnection = pg.Connection & { readonly parsedStatements: Readonly<Record<string, string>> }

const executeAndSync = Buffer.concat([serialize.execute(), serialize.sync()])
