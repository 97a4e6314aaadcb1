import { serialize } from 'pg-protocol'
import type pg from 'pg'
import type { StatementGuard } from './guard.ts'
import { PreparedRun } from './prepared-run.ts'
import type { SessionSetting } from './session-settings.ts'
import { parameterText, type Parameter, type Statement } from './statement.ts'

/**
 * One run of a prepared statement under a guard, which is set for its transaction alone: from the first message to the Sync. All of it
 * goes in one piece. Each level has a statement of its own, since a plan is made for one role.
 */
export class GuardedRun<Row extends readonly unknown[]> extends PreparedRun<Row> {
  readonly #settings: readonly SessionSetting[]
  readonly #statementValues: readonly Parameter[]
  #connection: pg.Connection | undefined
  #isSet = false

  constructor(
    statement: Statement<Row>,
    values: readonly Parameter[],
    { level }: StatementGuard,
    settings: readonly SessionSetting[],
    done: (error: unknown, rows: Row[]) => void,
  ) {
    super({ ...statement, name: `${statement.name} by ${level}` }, values, done)
    this.#settings = settings
    this.#statementValues = values
  }

  override submit(connection: pg.Connection): void {
    const { stream, parsedStatements } = connection as pg.Connection & {
      readonly parsedStatements: Readonly<Record<string, string>>
    }
    this.#connection = connection
    const settings = [this.#settings.map(([name]) => name), this.#settings.map(([, value]) => value)]
    stream.write(
      Buffer.concat([
        ...(prepared.has(connection) ? [] : [serialize.parse({ name: setName, text: setText, types: [] })]),
        ...run(setName, settings),
        ...(parsedStatements[this.name] === undefined
          ? [serialize.parse({ name: this.name, text: this.text, types: [] })]
          : []),
        ...run(this.name, this.#statementValues),
        serialize.sync(),
      ]),
    )
  }

  override handleDataRow(row: { readonly fields: readonly (string | null)[] }): void {
    if (this.#isSet) super.handleDataRow(row)
  }

  override handleCommandComplete(): void {
    if (this.#isSet) return super.handleCommandComplete()
    this.#isSet = true
    if (this.#connection !== undefined) prepared.add(this.#connection)
  }
}

/** Connections that know the statement below. */
const prepared = new WeakSet<pg.Connection>()
const setName = 'guard.set'
const setText =
  'select count(set_config(name, value, true)) from unnest($1::text[], $2::text[]) as setting (name, value)'

function run(name: string, values: readonly Parameter[]): Buffer[] {
  return [serialize.bind({ statement: name, values: values.map(parameterText) }), serialize.execute()]
}
