import { serialize } from 'pg-protocol'
import type pg from 'pg'
import { PreparedRun } from './prepared-run.ts'
import type { SessionSetting } from './session-settings.ts'
import { parameterText, type Parameter, type Statement } from './statement.ts'

export interface GuardChange {
  readonly settings: readonly SessionSetting[]
  /** Whether they apply only to this transaction, or to everything that the connection runs afterwards. */
  readonly isLocal: boolean
}

/**
 * One run of a prepared statement after a change of settings, in one transaction: from the first message to the Sync. All of it goes in
 * one piece. When the statement fails, the server takes the change back.
 */
export class GuardedRun<Row extends readonly unknown[]> extends PreparedRun<Row> {
  readonly #change: GuardChange
  readonly #statementValues: readonly Parameter[]
  #isSet = false

  constructor(
    statement: Statement<Row>,
    values: readonly Parameter[],
    change: GuardChange,
    done: (error: unknown, rows: Row[]) => void,
  ) {
    super(statement, values, done)
    this.#change = change
    this.#statementValues = values
  }

  override submit(connection: pg.Connection): void {
    const { stream, parsedStatements } = connection as pg.Connection & {
      readonly parsedStatements: Readonly<Record<string, string>>
    }
    const { settings, isLocal } = this.#change
    const isKnown = parsedStatements[this.name] !== undefined
    stream.write(
      Buffer.concat([
        // First: the client takes the first answer to a Parse for that to the statement.
        ...(isKnown ? [] : [serialize.parse({ name: this.name, text: this.text, types: [] })]),
        serialize.parse({ name: '', text: setSettings, types: [] }),
        ...run('', [settings.map(([name]) => name), settings.map(([, value]) => value), isLocal]),
        ...run(this.name, this.#statementValues),
        serialize.sync(),
      ]),
    )
  }

  override handleDataRow(row: { readonly fields: readonly (string | null)[] }): void {
    if (this.#isSet) super.handleDataRow(row)
  }

  override handleCommandComplete(): void {
    if (this.#isSet) super.handleCommandComplete()
    this.#isSet = true
  }
}

const setSettings =
  'select count(set_config(name, value, $3::bool)) from unnest($1::text[], $2::text[]) as setting (name, value)'

function run(name: string, values: readonly Parameter[]): Buffer[] {
  return [serialize.bind({ statement: name, values: values.map(parameterText) }), serialize.execute()]
}
